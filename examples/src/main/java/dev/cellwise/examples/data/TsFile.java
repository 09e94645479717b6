package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A file of the archive of time series classification (UEA and UCR, {@code .ts}): lines that begin
 * with {@code @} say what there is, then {@code @data}, then a sequence a line, its channels
 * divided by colons, their values by commas, its class last.
 *
 * <p>What this cannot read is refused by name: time stamps, missing values, targets that are
 * numbers, sequences without classes, channels of different length.
 */
public final class TsFile {
  private static final String CLASSES = "classlabel";

  private final String option;
  private final Path file;
  private final Map<String, String> header = new HashMap<>();
  private final List<float[]> sequences = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private int channels;

  /** Whether all sequences are of one length. */
  private boolean equal;

  /** That length; 0: not known yet. */
  private int length;

  private TsFile(String option, Path file) {
    this.option = option;
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @return at least one sequence
   * @throws BadInput when the file cannot be read, is no such file, or holds what is refused
   */
  public static LabelledSequences read(String option, Path file) {
    return new TsFile(option, file).read();
  }

  private LabelledSequences read() {
    boolean data = false;
    long number = 0;
    for (String line : (Iterable<String>) TextFile.read(option, file).lines()::iterator) {
      Place place = new Place(option, file, ++number);
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (data) {
        sequence(place, text);
      } else if (text.toLowerCase(Locale.ROOT).equals("@data")) {
        begin(place);
        data = true;
      } else {
        tag(place, text);
      }
    }
    if (sequences.isEmpty()) {
      throw new BadInput(
          "%s: %s has no %s".formatted(option, file, data ? "sequence behind @data" : "@data"));
    }
    return new LabelledSequences(
        header.getOrDefault("problemname", String.valueOf(file.getFileName())),
        channels,
        List.copyOf(labels),
        sequences.toArray(float[][]::new),
        classes.stream().mapToInt(Integer::intValue).toArray());
  }

  private void tag(Place place, String text) {
    String[] parts = text.split("\\s+", 2);
    String name = parts[0].toLowerCase(Locale.ROOT);
    if (!name.startsWith("@")) {
      throw place.bad("'%s' before @data", Place.shown(text));
    }
    String value = parts.length > 1 ? parts[1] : "";
    if (value.isEmpty()) {
      throw place.bad("%s has no value", Place.shown(parts[0]));
    }
    // Both spellings are in use.
    String key = name.equals("@dimension") ? "dimensions" : name.substring(1);
    switch (key) {
      case "problemname", "dimensions", "serieslength", CLASSES -> {}
      case "univariate", "equallength" -> truth(place, parts[0], value);
      case "timestamps", "missing", "targetlabel" -> {
        if (truth(place, parts[0], value)) {
          throw place.bad("%s true is not supported", parts[0]);
        }
      }
      default -> throw place.bad("%s is not known", Place.shown(parts[0]));
    }
    if (header.putIfAbsent(key, value) != null) {
      throw place.bad("%s is there twice", parts[0]);
    }
  }

  private static boolean truth(Place place, String tag, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!lower.equals("true") && !lower.equals("false")) {
      throw place.bad("%s is '%s', neither true nor false", tag, Place.shown(value));
    }
    return lower.equals("true");
  }

  private boolean says(String key) {
    return header.getOrDefault(key, "false").equalsIgnoreCase("true");
  }

  /** Everything that the header says is known now. */
  private void begin(Place place) {
    boolean one = says("univariate");
    channels = count(place, "dimensions", one ? 1 : 0);
    if (channels == 0) {
      throw place.bad("neither @univariate true nor @dimensions is above @data");
    }
    if (one && channels != 1) {
      throw place.bad("@univariate true, but @dimensions %d", channels);
    }
    length = count(place, "serieslength", 0);
    equal = says("equallength") || length > 0;
    if (length > 0 && header.containsKey("equallength") && !says("equallength")) {
      throw place.bad("@seriesLength %d, but @equalLength false", length);
    }
    String[] words = header.getOrDefault(CLASSES, "false").split("\\s+");
    if (!truth(place, "@classLabel", words[0])) {
      throw place.bad("@classLabel false is not supported");
    }
    for (int i = 1; i < words.length; i++) {
      if (labels.contains(words[i])) {
        throw place.bad("@classLabel has '%s' twice", Place.shown(words[i]));
      }
      labels.add(words[i]);
    }
    if (labels.isEmpty()) {
      throw place.bad("@classLabel names no class");
    }
  }

  private int count(Place place, String key, int otherwise) {
    String value = header.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw place.bad("@%s is '%s', not from 1 to 9999999", key, Place.shown(value));
    }
    return Integer.parseInt(value);
  }

  private void sequence(Place place, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != channels + 1) {
      throw place.bad(
          "%d parts between colons, not %d channels and a class", parts.length, channels);
    }
    String label = parts[channels].strip();
    int found = labels.indexOf(label);
    if (found < 0) {
      throw place.bad("class '%s' is not among those of @classLabel", Place.shown(label));
    }
    float[] values = null;
    for (int i = 0; i < channels; i++) {
      String[] numbers = parts[i].split(",", -1);
      if (values == null) {
        values = room(place, numbers.length);
      } else if (numbers.length != values.length / channels) {
        throw place.bad(
            "channel %d has %d values, the first has %d",
            i + 1, numbers.length, values.length / channels);
      }
      channel(place, i, numbers, values);
    }
    sequences.add(values);
    classes.add(found);
  }

  private float[] room(Place place, int steps) {
    if (equal && length > 0 && steps != length) {
      throw place.bad("%d values a channel, but all sequences have %d", steps, length);
    }
    length = equal ? steps : 0;
    if ((long) steps * channels > Integer.MAX_VALUE - 8L) {
      throw place.bad("too many values for one array");
    }
    return new float[steps * channels];
  }

  private void channel(Place place, int channel, String[] numbers, float[] values) {
    for (int t = 0; t < numbers.length; t++) {
      String number = numbers[t].strip();
      if (number.equals("?")) {
        throw place.bad("a value is missing ('?'): not supported");
      }
      values[t * channels + channel] = place.number(number);
    }
  }
}
