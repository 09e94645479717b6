package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellTensor;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Some tensors of a network: between their places among the packed parameters and their names and
 * layouts in files, which are PyTorch's where it has such a layer.
 */
sealed interface Part {
  /** Takes a tensor of packed parameters. */
  interface To {
    void put(String name, float[] values, int... shape);
  }

  /** Gives a tensor to be packed. */
  interface From {
    float[] take(String name, int... shape);
  }

  /** Names and shapes, in order. */
  void tell(BiConsumer<String, List<Integer>> told);

  void unpack(float[] p, To to);

  void pack(From from, float[] p);

  /** Learned numbers, padding left out, the biases of a layer counted once. */
  long learned();

  /** {@code embedding.weight [V, E]}. */
  record OfEmbedding(EmbeddingLayer e) implements Part {
    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      told.accept("embedding.weight", List.of(e.vocabulary(), e.size()));
    }

    @Override
    public void unpack(float[] p, To to) {
      float[] table = new float[e.vocabulary() * e.size()];
      for (int v = 0; v < e.vocabulary(); v++) {
        System.arraycopy(p, e.table() + v * e.row(), table, v * e.size(), e.size());
      }
      to.put("embedding.weight", table, e.vocabulary(), e.size());
    }

    @Override
    public void pack(From from, float[] p) {
      float[] table = from.take("embedding.weight", e.vocabulary(), e.size());
      for (int v = 0; v < e.vocabulary(); v++) {
        System.arraycopy(table, v * e.size(), p, e.table() + v * e.row(), e.size());
      }
    }

    @Override
    public long learned() {
      return (long) e.vocabulary() * e.size();
    }
  }

  /**
   * Those of a cell, such as {@code lstm.weight_ih_l0 [4H, I]}.
   *
   * @param index of the recurrent layer
   * @param units H
   * @param suffix {@code _l0}, or {@code _l0_reverse} of the direction backward in time
   * @param onIndex whether its input is indices
   */
  record OfCell(Cell cell, int index, int units, String suffix, boolean onIndex) implements Part {
    String name(CellTensor tensor) {
      return cell.family() + "." + tensor.name() + suffix;
    }

    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      for (CellTensor tensor : cell.tensors()) {
        told.accept(name(tensor), tensor.shape());
      }
    }

    @Override
    public void unpack(float[] p, To to) {
      cell.unpack(
          p, (name, values, shape) -> to.put(cell.family() + "." + name + suffix, values, shape));
    }

    @Override
    public void pack(From from, float[] p) {
      cell.pack((name, shape) -> from.take(cell.family() + "." + name + suffix, shape), p);
    }

    @Override
    public long learned() {
      return cell.tensors().stream().mapToLong(CellTensor::learned).sum();
    }
  }

  /**
   * The learned state before the first step: {@code lstm.start_h_l0 [H]} and so on.
   *
   * @param at where each part of the state starts among the parameters
   */
  record OfStart(Cell cell, String suffix, int[] at) implements Part {
    private String name(int part) {
      return cell.family() + ".start_" + cell.state().get(part).name() + suffix;
    }

    private int size(int part) {
      return cell.state().get(part).size();
    }

    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      for (int part = 0; part < at.length; part++) {
        told.accept(name(part), List.of(size(part)));
      }
    }

    @Override
    public void unpack(float[] p, To to) {
      for (int part = 0; part < at.length; part++) {
        float[] values = new float[size(part)];
        System.arraycopy(p, at[part], values, 0, values.length);
        to.put(name(part), values, values.length);
      }
    }

    @Override
    public void pack(From from, float[] p) {
      for (int part = 0; part < at.length; part++) {
        int size = size(part);
        System.arraycopy(from.take(name(part), size), 0, p, at[part], size);
      }
    }

    @Override
    public long learned() {
      long all = 0;
      for (int part = 0; part < at.length; part++) {
        all += size(part);
      }
      return all;
    }
  }

  /**
   * {@code weight [O, I]} and {@code bias [O]} where there is one, with prelu {@code slope [O]}.
   *
   * @param prefix of their names, such as {@code head}
   */
  record OfDense(DenseLayer layer, String prefix) implements Part {
    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      told.accept(prefix + ".weight", List.of(layer.outputs(), layer.inputs()));
      if (layer.biased()) {
        told.accept(prefix + ".bias", List.of(layer.outputs()));
      }
      if (layer.prelu()) {
        told.accept(prefix + ".slope", List.of(layer.outputs()));
      }
    }

    @Override
    public void unpack(float[] p, To to) {
      int i = layer.inputs();
      int o = layer.outputs();
      to.put(prefix + ".weight", unpacked(p, i, layer.weights()), o, i);
      if (layer.biased()) {
        to.put(prefix + ".bias", unpacked(p, 1, layer.bias()), o);
      }
      if (layer.prelu()) {
        to.put(prefix + ".slope", unpacked(p, 1, layer.slopes()), o);
      }
    }

    private float[] unpacked(float[] p, int columns, int at) {
      float[] values = new float[layer.outputs() * columns];
      layer.panels().unpack(columns, 0, p, at, values, 0);
      return values;
    }

    @Override
    public void pack(From from, float[] p) {
      int i = layer.inputs();
      int o = layer.outputs();
      layer.panels().pack(i, 0, from.take(prefix + ".weight", o, i), 0, p, layer.weights());
      if (layer.biased()) {
        layer.panels().pack(1, 0, from.take(prefix + ".bias", o), 0, p, layer.bias());
      }
      if (layer.prelu()) {
        layer.panels().pack(1, 0, from.take(prefix + ".slope", o), 0, p, layer.slopes());
      }
    }

    @Override
    public long learned() {
      int each = layer.inputs() + (layer.biased() ? 1 : 0) + (layer.prelu() ? 1 : 0);
      return (long) layer.outputs() * each;
    }
  }

  /**
   * Some of another network's, their names behind a prefix.
   *
   * @param prefix such as {@code encoder.}
   * @param of the tensors
   */
  record Within(String prefix, Part of) implements Part {
    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      of.tell((name, shape) -> told.accept(prefix + name, shape));
    }

    @Override
    public void unpack(float[] p, To to) {
      of.unpack(p, (name, values, shape) -> to.put(prefix + name, values, shape));
    }

    @Override
    public void pack(From from, float[] p) {
      of.pack((name, shape) -> from.take(prefix + name, shape), p);
    }

    @Override
    public long learned() {
      return of.learned();
    }
  }

  /**
   * {@code norm0.weight [H]}, the gain, and {@code norm0.bias [H]}.
   *
   * @param prefix of their names
   * @param size H
   * @param gain where it lies among the parameters
   * @param bias where it lies
   */
  record OfNorm(String prefix, int size, int gain, int bias) implements Part {
    @Override
    public void tell(BiConsumer<String, List<Integer>> told) {
      told.accept(prefix + ".weight", List.of(size));
      told.accept(prefix + ".bias", List.of(size));
    }

    @Override
    public void unpack(float[] p, To to) {
      to.put(prefix + ".weight", java.util.Arrays.copyOfRange(p, gain, gain + size), size);
      to.put(prefix + ".bias", java.util.Arrays.copyOfRange(p, bias, bias + size), size);
    }

    @Override
    public void pack(From from, float[] p) {
      System.arraycopy(from.take(prefix + ".weight", size), 0, p, gain, size);
      System.arraycopy(from.take(prefix + ".bias", size), 0, p, bias, size);
    }

    @Override
    public long learned() {
      return 2L * size;
    }
  }
}
