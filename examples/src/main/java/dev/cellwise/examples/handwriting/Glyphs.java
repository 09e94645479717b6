package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Draws;
import dev.cellwise.examples.data.LabelledSequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Where images of symbols come from. */
interface Glyphs {
  /** Pixels of a row of an image. */
  int width();

  /** Rows of an image. */
  int height();

  /**
   * An image.
   *
   * @param symbol its number
   * @param chance decides which, or how it is drawn
   * @return [height, width], 0 for paper, 1 for ink, or about that; may be shared
   */
  float[] draw(int symbol, Draws chance);

  /** Letters that are drawn. */
  static Glyphs of(Hand hand) {
    return new Glyphs() {
      @Override
      public int width() {
        return Hand.WIDTH;
      }

      @Override
      public int height() {
        return Hand.HEIGHT;
      }

      @Override
      public float[] draw(int symbol, Draws chance) {
        return hand.draw(symbol, chance);
      }
    };
  }

  /**
   * The images of a file, taken as often as they are needed.
   *
   * @param option the file's option, for messages
   * @param file square images
   * @param symbols of which it must have one each
   * @param ink the number that is full ink; 0 is paper
   */
  static Glyphs of(String option, LabelledSequences file, List<String> symbols, float ink) {
    int pixels = file.sequences()[0].length;
    int side = (int) Math.sqrt(pixels);
    if (side * side != pixels) {
      throw new BadInput(
          "%s: %s has %d pixels a row, which are no square".formatted(option, file.name(), pixels));
    }
    List<List<float[]>> images = new ArrayList<>();
    for (String symbol : symbols) {
      List<float[]> of = new ArrayList<>();
      for (int i = 0; i < file.classes().length; i++) {
        if (file.labels().get(file.classes()[i]).equals(symbol)) {
          of.add(divided(file.sequences()[i], ink));
        }
      }
      if (of.isEmpty()) {
        throw new BadInput("%s: %s has no image of %s".formatted(option, file.name(), symbol));
      }
      images.add(of);
    }
    return new Glyphs() {
      @Override
      public int width() {
        return side;
      }

      @Override
      public int height() {
        return side;
      }

      @Override
      public float[] draw(int symbol, Draws chance) {
        List<float[]> of = images.get(symbol);
        return of.get(chance.below(of.size()));
      }
    };
  }

  /**
   * Every tenth image of each symbol, from the second on, or the others.
   *
   * @param option the file's option, for messages
   * @param file images
   * @param tenth whether those, not the others
   * @throws BadInput if there is only one image of a symbol
   */
  static LabelledSequences part(String option, LabelledSequences file, boolean tenth) {
    int[] met = new int[file.labels().size()];
    int[] chosen =
        IntStream.range(0, file.classes().length)
            .filter(i -> (met[file.classes()[i]]++ % 10 == 1) == tenth)
            .toArray();
    for (int symbol = 0; symbol < met.length; symbol++) {
      if (met[symbol] < 2) {
        throw new BadInput(
            "%s: %s has one image only of %s; one is to learn from, one to choose by"
                .formatted(option, file.name(), file.labels().get(symbol)));
      }
    }
    return new LabelledSequences(
        file.name(),
        file.channels(),
        file.labels(),
        Arrays.stream(chosen).mapToObj(i -> file.sequences()[i]).toArray(float[][]::new),
        Arrays.stream(chosen).map(i -> file.classes()[i]).toArray());
  }

  private static float[] divided(float[] pixels, float by) {
    float[] divided = new float[pixels.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = pixels[i] / by;
    }
    return divided;
  }
}
