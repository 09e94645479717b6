package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks that begin from a source, small ones of each kind. */
public final class Translators {
  /** Tokens of the source. */
  public static final int WORDS = 7;

  /** Tokens of the decoder. */
  public static final int SYMBOLS = 6;

  private Translators() {}

  /** Each kind once. */
  public static List<Architecture> all() {
    return List.copyOf(named().values());
  }

  /** The same by name. */
  public static Map<String, Architecture> named() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    all.put("copied", copied());
    all.put("additive", additive());
    all.put("between", between());
    all.put("twice", twice());
    all.put("vector", vector());
    return all;
  }

  /** LSTM to LSTM, the states copied, nothing read (Sutskever and others 2014). */
  public static Architecture copied() {
    Architecture encoder = Architecture.builder().embedding(WORDS, 5).lstm(9).build();
    return Architecture.builder()
        .encoder(encoder, Bridge.copy())
        .embedding(SYMBOLS, 4)
        .lstm(9)
        .dense(SYMBOLS)
        .build();
  }

  /** Both directions in, a dense bridge, additive attention (Bahdanau and others 2015). */
  public static Architecture additive() {
    Architecture encoder =
        Architecture.builder()
            .embedding(WORDS, 5)
            .bidirectional(new Architecture.Gru(6), Merge.CONCAT)
            .norm()
            .build();
    return Architecture.builder()
        .encoder(encoder, Bridge.dense())
        .embedding(SYMBOLS, 4)
        .gru(17)
        .attention(19)
        .hidden(8, Activation.tanh())
        .dense(SYMBOLS)
        .build();
  }

  /** Features in, attention by dot between two layers, over a head of more than one panel. */
  public static Architecture between() {
    Architecture encoder = Architecture.builder().features(3).lstm(6).lstm(5).dense(70).build();
    return Architecture.builder()
        .encoder(encoder, Bridge.dense(Activation.identity()))
        .index(SYMBOLS)
        .rnn(70)
        .attention()
        .lstm(7)
        .dense(SYMBOLS)
        .build();
  }

  /** Two attention layers, one within a residual connection's neighbourhood, dropout. */
  public static Architecture twice() {
    Architecture encoder = Architecture.builder().index(WORDS).gru(10).dropout(0.25f).build();
    return Architecture.builder()
        .encoder(encoder, Bridge.copy())
        .embedding(SYMBOLS, 4)
        .gru(10)
        .residual(r -> r.attention().hidden(10, Activation.tanh()))
        .attention(3)
        .dropout(0.25f)
        .dense(SYMBOLS)
        .build();
  }

  /** From a vector (Vinyals and others 2015). */
  public static Architecture vector() {
    return Architecture.builder()
        .vector(3, Bridge.dense())
        .embedding(SYMBOLS, 4)
        .lstm(6)
        .lstm(5)
        .dense(SYMBOLS)
        .build();
  }
}
