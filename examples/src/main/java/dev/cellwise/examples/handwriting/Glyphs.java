package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.LabelledSequences;
import java.util.ArrayList;
import java.util.List;

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
  float[] draw(int symbol, Chance chance);

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
      public float[] draw(int symbol, Chance chance) {
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
      public float[] draw(int symbol, Chance chance) {
        List<float[]> of = images.get(symbol);
        return of.get(chance.below(of.size()));
      }
    };
  }

  private static float[] divided(float[] pixels, float by) {
    float[] divided = new float[pixels.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = pixels[i] / by;
    }
    return divided;
  }
}
