package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;

/**
 * What a zip file holds, read strictly: the directory and what stands before each entry's data must
 * say the same, entries follow each other from the file's first byte on without hole or overlap,
 * and the directory comes right behind them, at the end. So there are no two ways to read a file.
 * Stored and deflated entries, sizes in 64 bits too; no encryption, no comment behind the
 * directory, no further disks. Source: PKWARE, .ZIP File Format Specification 6.3.10.
 */
final class ZipDirectory {
  static final int MAX_ENTRIES = 65_536;

  /** Bytes of a name. */
  static final int MAX_NAME = 1_024;

  private static final int MAX_DIRECTORY = 100_000_000;

  private static final int LOCAL = 0x04034B50;
  private static final int CENTRAL = 0x02014B50;
  private static final int END = 0x06054B50;
  private static final int END_64 = 0x06064B50;
  private static final int LOCATOR_64 = 0x07064B50;

  // Bytes of each without names and the like.
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int END_64_SIZE = 56;
  private static final int LOCATOR_64_SIZE = 20;

  /** A number of 32 bits that says: see the one of 64 bits. */
  private static final long SEE_64 = 0xFFFFFFFFL;

  private static final int FLAG_DESCRIPTOR = 1 << 3;
  private static final int FLAG_UTF8 = 1 << 11;

  /** How hard it was deflated, which says nothing to who inflates. */
  private static final int FLAGS_EFFORT = 3 << 1;

  /**
   * An entry.
   *
   * @param name as the file has it; never a path for us
   * @param deflated or stored
   * @param crc CRC-32 of its content
   * @param packed bytes in the file
   * @param size bytes of its content
   * @param data where its bytes begin
   */
  record Entry(String name, boolean deflated, int crc, long packed, long size, long data) {}

  /** An entry of the directory; {@code local} is where what stands before its data begins. */
  private record Listed(
      String name,
      int nameSize,
      int flags,
      int method,
      int crc,
      long packed,
      long size,
      long local) {}

  private final FileBytes file;
  private final ByteBuffer small = little(LOCAL_SIZE + END_64_SIZE);
  private long begin;
  private long end;
  private long count;

  private ZipDirectory(FileBytes file) {
    this.file = file;
  }

  /**
   * Reads a zip file's directory.
   *
   * @return its entries in the order of their bytes
   * @throws ModelFileException if it is not one, or is refused
   */
  static List<Entry> read(FileBytes file) throws IOException {
    ZipDirectory directory = new ZipDirectory(file);
    directory.end();
    return directory.entries(directory.listed());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer small(long at, int size) throws IOException {
    small.clear().limit(size);
    file.read(at, small);
    return small.flip();
  }

  /** Where the directory lies, from the record at the file's end. */
  private void end() throws IOException {
    if (file.size() < END_SIZE) {
      throw file.refuse("a zip file of at least " + END_SIZE + " bytes", file.size() + " bytes");
    }
    end = file.size() - END_SIZE;
    ByteBuffer in = small(end, END_SIZE);
    if (in.getInt() != END) {
      throw file.refuse("the end of a zip file without comment", "another");
    }
    int disks = in.getShort() | in.getShort();
    int here = in.getShort() & 0xFFFF;
    count = in.getShort() & 0xFFFF;
    long size = in.getInt() & SEE_64;
    begin = in.getInt() & SEE_64;
    if (disks != 0 || here != count || in.getShort() != 0) {
      throw file.refuse("one disk and no comment at the end of a zip file", "others");
    }
    if (count == 0xFFFF || size == SEE_64 || begin == SEE_64) {
      size = end64(size);
    }
    if (begin < 0 || size < 0 || begin > end || end - begin != size) {
      throw file.refuse(
          "a directory that ends at " + end, "one at " + begin + " of " + size + " bytes");
    }
    if (size > MAX_DIRECTORY || count > MAX_ENTRIES || count * CENTRAL_SIZE > size) {
      throw file.refuse(
          "a directory of at most "
              + MAX_ENTRIES
              + " entries and "
              + MAX_DIRECTORY
              + " bytes, and at least "
              + CENTRAL_SIZE
              + " for each",
          count + " entries, " + size + " bytes");
    }
  }

  /** The same with numbers of 64 bits; those of 32 bits must agree if they are numbers. */
  private long end64(long size32) throws IOException {
    long at = end - LOCATOR_64_SIZE - END_64_SIZE;
    if (at < 0) {
      throw file.refuse("an end of a zip file with 64 bits", "none");
    }
    ByteBuffer in = small(at, END_64_SIZE);
    boolean known = in.getInt() == END_64 && in.getLong() == END_64_SIZE - 12;
    in.getInt(); // versions
    known &= in.getInt() == 0 && in.getInt() == 0; // disks
    long here = in.getLong();
    long all = in.getLong();
    long size = in.getLong();
    long offset = in.getLong();
    in = small(end - LOCATOR_64_SIZE, LOCATOR_64_SIZE);
    known &= in.getInt() == LOCATOR_64 && in.getInt() == 0 && in.getLong() == at;
    known &= in.getInt() == 1;
    known &= here == all && all >= 0 && all <= MAX_ENTRIES && (count == 0xFFFF || count == all);
    known &= size32 == SEE_64 || size32 == size;
    known &= begin == SEE_64 || begin == offset;
    if (!known) {
      throw file.refuse("an end of a zip file with 64 bits", "another");
    }
    end = at;
    count = all;
    begin = offset;
    return size;
  }

  private List<Listed> listed() throws IOException {
    ByteBuffer in = little((int) (end - begin));
    file.read(begin, in);
    in.flip();
    List<Listed> listed = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      listed.add(one(in));
    }
    if (in.hasRemaining()) {
      throw file.refuse(count + " entries in the directory", in.remaining() + " bytes more");
    }
    listed.sort(Comparator.comparingLong(Listed::local));
    return listed;
  }

  private Listed one(ByteBuffer in) {
    int at = in.position();
    if (in.remaining() < CENTRAL_SIZE || in.getInt(at) != CENTRAL) {
      throw file.refuse("an entry in the directory", in.remaining() + " bytes without one");
    }
    int flags = in.getShort(at + 8) & 0xFFFF;
    int nameSize = in.getShort(at + 28) & 0xFFFF;
    int extraSize = in.getShort(at + 30) & 0xFFFF;
    int commentSize = in.getShort(at + 32) & 0xFFFF;
    if (in.remaining() - CENTRAL_SIZE < nameSize + extraSize + commentSize) {
      throw file.refuse("an entry within the directory", "one that is longer");
    }
    String name = name(in, at + CENTRAL_SIZE, nameSize, flags);
    int method = in.getShort(at + 10) & 0xFFFF;
    check(name, flags, method, in.getShort(at + 34));
    int extra = at + CENTRAL_SIZE + nameSize;
    long[] numbers = {
      in.getInt(at + 24) & SEE_64, in.getInt(at + 20) & SEE_64, in.getInt(at + 42) & SEE_64
    };
    see64(name, in, extra, extraSize, numbers);
    in.position(extra + extraSize + commentSize);
    return new Listed(
        name, nameSize, flags, method, in.getInt(at + 16), numbers[1], numbers[0], numbers[2]);
  }

  /** UTF-8 where the entry says so; otherwise ASCII, since what else it may be is not said. */
  private String name(ByteBuffer in, int at, int size, int flags) {
    if (size > MAX_NAME) {
      throw file.refuse("names of at most " + MAX_NAME + " bytes", size + " bytes");
    }
    try {
      return ((flags & FLAG_UTF8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)
          .newDecoder()
          .decode(in.slice(at, size))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ModelFileException(
          file.source() + ": expected a name in UTF-8, or in ASCII if not flagged, got another", e);
    }
  }

  private void check(String name, int flags, int method, int disk) {
    if ((flags & ~(FLAG_DESCRIPTOR | FLAG_UTF8 | FLAGS_EFFORT)) != 0 || disk != 0) {
      throw file.refuse(
          "plain entries on one disk", quote(name) + " with flags " + Integer.toHexString(flags));
    }
    if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
      throw file.refuse("stored or deflated entries", quote(name) + " of method " + method);
    }
  }

  /**
   * Puts the numbers of 64 bits in the place of those that say so.
   *
   * @param numbers size, packed size, and place, as far as there are. Modified.
   */
  private void see64(String name, ByteBuffer in, int from, int size, long[] numbers) {
    int at = from;
    int end = from + size;
    boolean seen = false;
    while (end - at >= 4) {
      int id = in.getShort(at);
      int next = at + 4 + (in.getShort(at + 2) & 0xFFFF);
      if (next > end || id == 1 && seen) {
        break;
      }
      at += 4;
      if (id == 1) {
        seen = true;
        for (int i = 0; i < numbers.length; i++) {
          if (numbers[i] == SEE_64 && at + 8 <= next) {
            numbers[i] = in.getLong(at);
            at += 8;
          }
        }
      }
      at = next;
    }
    boolean negative = false;
    for (long number : numbers) {
      negative |= number < 0;
    }
    if (at != end || negative) {
      throw file.refuse("whole extra fields", "others for " + quote(name));
    }
  }

  private List<Entry> entries(List<Listed> listed) throws IOException {
    List<Entry> entries = new ArrayList<>(listed.size());
    ByteBuffer chunk = little(ArrayBytes.CHUNK);
    long at = 0;
    boolean descriptor = false;
    for (Listed one : listed) {
      checkGap(at, one.local(), descriptor);
      Entry entry = entry(one, chunk);
      at = entry.data() + entry.packed();
      descriptor = (one.flags() & FLAG_DESCRIPTOR) != 0;
      entries.add(entry);
    }
    checkGap(at, begin, descriptor);
    return entries;
  }

  /** What comes next begins where the last entry ended, or behind its data descriptor. */
  private void checkGap(long at, long next, boolean descriptor) {
    long gap = next - at;
    boolean fits = descriptor ? gap >= 12 && gap <= 24 && gap % 4 == 0 : gap == 0;
    if (!fits) {
      throw file.refuse("entries without hole or overlap", gap + " bytes at " + at);
    }
  }

  /** Holds what stands before an entry's data against the directory. */
  private Entry entry(Listed one, ByteBuffer chunk) throws IOException {
    if (one.local() > begin - LOCAL_SIZE) {
      throw file.refuse("an entry before the directory", quote(one.name()) + " behind it");
    }
    ByteBuffer in = small(one.local(), LOCAL_SIZE);
    boolean same = in.getInt(0) == LOCAL;
    same &= (in.getShort(6) & 0xFFFF) == one.flags() && in.getShort(8) == one.method();
    int nameSize = in.getShort(26) & 0xFFFF;
    int extraSize = in.getShort(28) & 0xFFFF;
    same &= nameSize == one.nameSize();
    long data = one.local() + LOCAL_SIZE + nameSize + extraSize;
    if (!same || one.packed() > begin || data > begin - one.packed()) {
      throw unlike(one);
    }
    chunk.clear().limit(nameSize);
    file.read(one.local() + LOCAL_SIZE, chunk);
    if (!name(chunk, 0, nameSize, one.flags()).equals(one.name())) {
      throw unlike(one);
    }
    if ((one.flags() & FLAG_DESCRIPTOR) == 0) {
      long[] numbers = {in.getInt(22) & SEE_64, in.getInt(18) & SEE_64};
      chunk.clear().limit(extraSize);
      file.read(data - extraSize, chunk);
      see64(one.name(), chunk.flip(), 0, extraSize, numbers);
      if (in.getInt(14) != one.crc() || numbers[0] != one.size() || numbers[1] != one.packed()) {
        throw unlike(one);
      }
    }
    boolean deflated = one.method() == ZipEntry.DEFLATED;
    if (!deflated && one.packed() != one.size()) {
      throw file.refuse("a stored entry of one size", quote(one.name()) + " of two");
    }
    return new Entry(one.name(), deflated, one.crc(), one.packed(), one.size(), data);
  }

  private ModelFileException unlike(Listed one) {
    return file.refuse(
        "before an entry what the directory says", "something else for " + quote(one.name()));
  }
}
