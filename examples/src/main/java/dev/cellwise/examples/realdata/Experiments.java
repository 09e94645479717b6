package dev.cellwise.examples.realdata;

import java.util.List;

/**
 * The experiments on real data, in the order in which they are run. To add one, add a line: nothing
 * else knows them.
 */
final class Experiments {
  /** As A. Géron, "Hands-On Machine Learning", third edition, chapter 15. */
  private static final String RIDERSHIP =
      "forecast --csv @cta-ridership/CTA_-_Ridership_-_Daily_Boarding_Totals.csv --time service_date"
          + " --time-format MM/dd/yyyy --target rail_boardings --train 2016-01-01..2018-12-31 --valid"
          + " 2019-01-01..2019-05-31 --window 56 --scale 1e6 --cell rnn --hidden 32 --dense 0 --epochs"
          + " 60 --arima 1,0,0,0,1,1,7";

  private static final String FIVE_INPUTS = RIDERSHIP + " --features bus --known day_type";

  /** Of what repeats the value of a week ago. */
  private static final String A_WEEK_AGO = "naive_7_rows_ago_mae";

  private Experiments() {}

  /** All of them. */
  static List<Experiment> all() {
    return List.of(
        Experiment.of(
            "ridership",
            RIDERSHIP + " --arima-from 2019-01-01 --refit",
            Aim.about("naive, a week ago", A_WEEK_AGO, 41_274, 1e-5).withPublished(41_274),
            Aim.about("linear", "linear_regression_mae", 37_866, 0.05)
                .withPublished(37_866)
                .beside(A_WEEK_AGO),
            Aim.atMost("simple RNN of 32 units", "rnn_mae", 31_000)
                .withPublished(29_015)
                .beside("arima_1_0_0_0_1_1_7_refitted_mae")),
        Experiment.of(
            "ridership-inputs",
            FIVE_INPUTS,
            Aim.atMost("simple RNN, five inputs", "rnn_mae", 24_000)
                .withPublished(22_062)
                .beside("linear_regression_mae")),
        Experiment.of(
            "ridership-direct",
            FIVE_INPUTS + " --horizon 14",
            Aim.atMost("next 14 days at once", "rnn_mae", 1.1 * 35_017)
                .withPublished(35_017)
                .beside("linear_regression_mae")),
        Experiment.of(
            "ridership-sequence",
            FIVE_INPUTS + " --horizon 14 --mode sequence",
            Aim.atMost("14 days at each step: the first", "rnn_mae_t1", 1.1 * 25_519)
                .withPublished(25_519)
                .beside("linear_regression_mae_t1"),
            Aim.atMost("the last", "rnn_mae_t14", 1.1 * 34_322)
                .withPublished(34_322)
                .beside("linear_regression_mae_t14")),
        Experiment.of(
            "shakespeare",
            "charlm --text @tinyshakespeare/input.txt --dropout 0.25 --steps 6000",
            Aim.atMost("nats a character, last tenth", "validation_nats_per_char", 1.6)
                .beside("trigram_nats_per_char")),
        Experiment.of(
            "stateful-gru",
            "charlm --text @tinyshakespeare/input.txt --lower-case --train-characters 1000000"
                + " --held-out-characters 60000 --cell gru --embedding 16 --hidden 128 --batch 1"
                + " --window 100 --optimizer nadam --constant-rate --learning-rate 0.001 --clip"
                + " 1000000 --passes 1",
            Aim.atMost("nats a character, next 60,000", "validation_nats_per_char", 1.763)
                .withPublished(1.763)
                .beside("trigram_nats_per_char")),
        Experiment.of(
            "vowels",
            "classify --train @japanese-vowels/JapaneseVowels_TRAIN.ts --test"
                + " @japanese-vowels/JapaneseVowels_TEST.ts --epochs 60 --batch 16 --hidden 64"
                + " --bidirectional --dropout 0.4",
            Aim.atLeast("right, GRU", "gru_accuracy", 0.95)
                .beside("nearest_neighbour_accuracy")
                .percent(),
            Aim.atLeast("right, LSTM", "lstm_accuracy", 0.95)
                .beside("nearest_neighbour_accuracy")
                .percent()),
        Experiment.of(
            "surnames",
            "classify --names @surnames --cell gru --bidirectional --epochs 8 --dropout 0.5",
            Aim.atLeast("right of 18 languages", "gru_accuracy", 0.75)
                .beside("naive_bayes_accuracy")
                .percent()),
        Experiment.of(
            "optdigits",
            "classify --train @optdigits/optdigits.tra --test @optdigits/optdigits.tes --header"
                + " --hidden 64 --epochs 60 --cell gru --bidirectional --dropout 0.3",
            Aim.atLeast("right, 64 steps", "gru_accuracy", 0.95)
                .beside("nearest_neighbour_accuracy")
                .percent()),
        Experiment.of(
            "pendigits",
            "handwriting --task pen --train @pendigits/pendigits.tra --test @pendigits/pendigits.tes"
                + " --one-hot --epochs 20",
            Aim.atLeast("right", "pen_lstm_accuracy", 0.97)
                .beside("pen_nearest_accuracy")
                .percent()),
        Experiment.of(
            "wnut17",
            "tag --train @wnut17-ner/wnut17train.conll --valid @wnut17-ner/emerging.dev.conll --test"
                + " @wnut17-ner/emerging.test.annotated --hidden 64 --embedding 48 --batch 32"
                + " --dropout 0.5 --outside-weight 0.3 --epochs 12 --learning-rate 0.006",
            Aim.above("F1 of entities", "network_f1", "frequent_f1", 0.05).percent()),
        Experiment.of(
            "chorales",
            "chorales --train @jsb-chorales/jsb_chorales/train --valid"
                + " @jsb-chorales/jsb_chorales/valid --test @jsb-chorales/jsb_chorales/test --hidden"
                + " 256 --epochs 10 --dropout 0.3",
            Aim.atLeast("next note right", "lstm_accuracy", 0.78)
                .beside("ngram_accuracy")
                .percent()),
        Experiment.of(
            "iso-dates",
            "translate",
            Aim.atLeast("exact", "greedy_exact", 0.995).beside("names_exact").percent()),
        Experiment.of(
            "eng-fra",
            "translate --pairs @tatoeba-eng-fra/eng-fra.txt --lower-case --hidden 128 --embedding 64"
                + " --dropout 0.4 --batch 32 --epochs 24 --learning-rate 0.004",
            Aim.above("BLEU, beam", "beam_bleu", "dictionary_bleu", 0).percent()));
  }
}
