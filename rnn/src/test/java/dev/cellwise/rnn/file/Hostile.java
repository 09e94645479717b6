package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Makes files that do harm, and watches the harm. Whatever a file holds, reading it ends: with its
 * content or with {@link ModelFileException}, in a second of processor time and 200 ns a byte (a
 * bound against what grows faster than the file), and with at most 16 times its size and 1 MiB
 * allocated (garbage counted too, so a bound on the peak).
 */
public final class Hostile {
  private static final byte[] SYNTAX = "\"\\{}[],:0-9.eE \u0000".getBytes(StandardCharsets.UTF_8);
  private static final int MARGIN = 1 << 20;

  private Hostile() {}

  /** Reads a file's content. */
  public interface Reading {
    Object read(byte[] file);
  }

  /** Reads, and holds the bounds; whether the file was accepted. */
  public static boolean accepted(byte[] file, Reading reading) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = threads.getCurrentThreadCpuTime();
    boolean accepted = true;
    try {
      reading.read(file);
    } catch (ModelFileException e) {
      accepted = false;
    }
    long nanos = threads.getCurrentThreadCpuTime() - start;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    assertTrue(nanos < TimeUnit.SECONDS.toNanos(1) + 200L * file.length, nanos + " ns");
    assertTrue(bytes <= 16L * file.length + MARGIN, bytes + " bytes for a file of " + file.length);
    return accepted;
  }

  /** The file after one to three changes. */
  public static byte[] mutant(byte[] file, SplittableRandom random) {
    byte[] mutant = file;
    int changes = 1 + random.nextInt(3);
    for (int k = 0; k < changes; k++) {
      mutant = mutate(mutant, random);
    }
    return mutant;
  }

  private static byte[] mutate(byte[] file, SplittableRandom random) {
    if (file.length == 0) {
      return file;
    }
    byte[] copy = file.clone();
    int at = random.nextInt(file.length);
    int length = random.nextInt(Math.min(40, file.length - at)) + 1;
    switch (random.nextInt(8)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[random.nextInt(Math.min(8, file.length))] = (byte) random.nextInt(256);
      case 2 -> copy[at] = SYNTAX[random.nextInt(SYNTAX.length)];
      case 3 -> copy = splice(file, at, at, Arrays.copyOfRange(file, at, at + length));
      case 4 -> copy = splice(file, at, at + length, new byte[0]);
      case 5 -> copy = number(file, at, random);
      case 6 -> {
        // A chunk of the header more or less, and the length field that goes with it.
        boolean more = random.nextBoolean();
        byte[] chunk = Arrays.copyOfRange(file, at, at + length);
        copy = more ? splice(file, at, at, chunk) : splice(file, at, at + length, new byte[0]);
        if (copy.length >= 2) {
          int header = (copy[0] & 255 | (copy[1] & 255) << 8) + (more ? length : -length);
          copy[0] = (byte) header;
          copy[1] = (byte) (header >> 8);
        }
      }
      default -> copy = Arrays.copyOf(file, at);
    }
    return copy;
  }

  /** Another number in the place of the next one, the header keeping its length if it can. */
  private static byte[] number(byte[] file, int at, SplittableRandom random) {
    String[] numbers = {
      "0", "-1", "1e9", "4294967296", "2147483647", "9223372036854775807", "18446744073709551615"
    };
    int begin = at;
    while (begin < file.length && (file[begin] < '0' || file[begin] > '9')) {
      begin++;
    }
    int end = begin;
    while (end < file.length && file[end] >= '0' && file[end] <= '9') {
      end++;
    }
    byte[] number = numbers[random.nextInt(numbers.length)].getBytes(StandardCharsets.US_ASCII);
    byte[] copy = splice(file, begin, end, number);
    if (copy.length >= 2) {
      int header = (copy[0] & 255 | (copy[1] & 255) << 8) + number.length - (end - begin);
      copy[0] = (byte) header;
      copy[1] = (byte) (header >> 8);
    }
    return copy;
  }

  private static byte[] splice(byte[] file, int from, int to, byte[] with) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    out.writeBytes(with);
    out.write(file, to, file.length - to);
    return out.toByteArray();
  }
}
