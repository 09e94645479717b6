package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.rnn_direction;
import org.bytedeco.dnnl.lbr_gru_backward;
import org.bytedeco.dnnl.lbr_gru_forward;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.bytedeco.dnnl.vanilla_rnn_backward;
import org.bytedeco.dnnl.vanilla_rnn_forward;

/**
 * Descriptions of a setting's arrays, and of the primitives over them. oneDNN chooses the layouts
 * of the weights that the primitives read; ours are {@code ldigo}: [I, G, H].
 */
final class OneDnnCells {
  private static final rnn_direction DIRECTION = rnn_direction.unidirectional_left2right;
  private static final algorithm TANH = algorithm.eltwise_tanh;

  private final engine engine;
  private final Layer layer;

  /** [T, N, I]. */
  final memory.desc x;

  /** [T, N, H]. */
  final memory.desc y;

  /** [N, H]; in case C there is none, which stands for zeros. */
  final memory.desc state;

  /** [I, G, H]. */
  final memory.desc weightsLayer;

  /** [H, G, H]. */
  final memory.desc weightsIter;

  /** [G, H], of a GRU [4, H]. */
  final memory.desc bias;

  private final memory.desc anyLayer;
  private final memory.desc anyIter;

  OneDnnCells(engine engine, Setting s) {
    this.engine = engine;
    layer = s.layer();
    int gates = layer.gates();
    int h = s.hidden();
    x = desc(format_tag.tnc, s.steps(), s.batch(), s.input());
    y = desc(format_tag.tnc, s.steps(), s.batch(), h);
    state = stateful(s.kind()) ? desc(format_tag.ldnc, 1, 1, s.batch(), h) : new memory.desc();
    weightsLayer = desc(format_tag.ldigo, 1, 1, s.input(), gates, h);
    weightsIter = desc(format_tag.ldigo, 1, 1, h, gates, h);
    bias = desc(format_tag.ldgo, 1, 1, layer == Layer.GRU ? 4 : gates, h);
    anyLayer = desc(format_tag.any, 1, 1, s.input(), gates, h);
    anyIter = desc(format_tag.any, 1, 1, h, gates, h);
  }

  /** Whether there are first and last states: in case C nobody asks for them. */
  static boolean stateful(Case kind) {
    return kind != Case.C;
  }

  private static memory.desc desc(format_tag layout, long... sizes) {
    return new memory.desc(sizes, memory.data_type.f32, layout);
  }

  /** The forward pass, of inference or of training. */
  rnn_primitive_desc_base forward(prop_kind kind) {
    return switch (layer) {
      case LSTM ->
          new lstm_forward.primitive_desc(
              engine, kind, DIRECTION, x, state, state, anyLayer, anyIter, bias, y, state, state);
      case GRU ->
          new lbr_gru_forward.primitive_desc(
              engine, kind, DIRECTION, x, state, anyLayer, anyIter, bias, y, state);
      case RNN ->
          new vanilla_rnn_forward.primitive_desc(
              engine, kind, TANH, DIRECTION, x, state, anyLayer, anyIter, bias, y, state);
    };
  }

  /** The backward pass of a forward pass of training; gradients are laid out like their arrays. */
  rnn_primitive_desc_base backward(rnn_primitive_desc_base forward) {
    return switch (layer) {
      case LSTM -> lstmBackward((lstm_forward.primitive_desc) forward);
      case GRU -> gruBackward((lbr_gru_forward.primitive_desc) forward);
      case RNN -> rnnBackward((vanilla_rnn_forward.primitive_desc) forward);
    };
  }

  private rnn_primitive_desc_base lstmBackward(lstm_forward.primitive_desc forward) {
    return new lstm_backward.primitive_desc(
        engine,
        prop_kind.backward,
        DIRECTION,
        x,
        state,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        state,
        x,
        state,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        state,
        forward);
  }

  private rnn_primitive_desc_base gruBackward(lbr_gru_forward.primitive_desc forward) {
    return new lbr_gru_backward.primitive_desc(
        engine,
        prop_kind.backward,
        DIRECTION,
        x,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        x,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        forward);
  }

  private rnn_primitive_desc_base rnnBackward(vanilla_rnn_forward.primitive_desc forward) {
    return new vanilla_rnn_backward.primitive_desc(
        engine,
        prop_kind.backward,
        TANH,
        DIRECTION,
        x,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        x,
        state,
        anyLayer,
        anyIter,
        bias,
        y,
        state,
        forward);
  }
}
