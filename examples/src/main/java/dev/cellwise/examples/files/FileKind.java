package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.FileArgument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Formats, told by what a file begins with, and where that says nothing by its name's end. */
enum FileKind {
  /** Tensors, perhaps a model. */
  SAFETENSORS,
  /** A graph. */
  ONNX,
  /** NumPy's arrays by name. */
  NPZ,
  /** One array of NumPy's. */
  NPY;

  private static final int FIRST = 256;
  private static final int LENGTH = 8;

  /** The first field of a model: the format's version, a number. */
  private static final int ONNX_VERSION = 0x08;

  private static final int ZIP_NAME = 30;

  /**
   * Tells the format of a file.
   *
   * @param label the argument's name, for the message
   * @param file the file
   * @throws BadInput if there is no such file, or it is none of these
   */
  static FileKind of(String label, Path file) {
    byte[] first = FileArgument.read(label, file, FileKind::first);
    FileKind kind = byContent(label, file, first);
    return kind != null ? kind : byName(label, file);
  }

  private static byte[] first(Path file) throws IOException {
    // A pipe would block on opening, and what was read of it would be gone.
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FIRST);
    }
  }

  private static FileKind byContent(String label, Path file, byte[] first) {
    if (begins(first, "PK\3\4") || begins(first, "PK\5\6")) {
      refuseModule(label, file, first);
      return NPZ;
    }
    if (begins(first, "\u0093NUMPY")) {
      return NPY;
    }
    if (begins(first, "\u0089HDF")) {
      throw refuse(label, file, "HDF5, as Keras writes it");
    }
    if (first.length > LENGTH && first[LENGTH] == '{') {
      ByteBuffer length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
      // The largest header that the format allows has eight digits.
      return length.getLong() >>> 32 == 0 ? SAFETENSORS : null;
    }
    return first.length > 0 && first[0] == ONNX_VERSION ? ONNX : null;
  }

  private static boolean begins(byte[] first, String with) {
    byte[] magic = with.getBytes(StandardCharsets.ISO_8859_1);
    return first.length >= magic.length
        && Arrays.equals(first, 0, magic.length, magic, 0, magic.length);
  }

  /** PyTorch's own files are archives as well, of a pickle. */
  private static void refuseModule(String label, Path file, byte[] first) {
    String names = new String(first, StandardCharsets.ISO_8859_1);
    if (names.length() > ZIP_NAME && names.substring(ZIP_NAME).contains("data.pkl")) {
      throw refuse(
          label,
          file,
          "a pickle of PyTorch's; in Python: safetensors.torch.save_file(model.state_dict(),"
              + " 'model.safetensors')");
    }
  }

  private static FileKind byName(String label, Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    for (FileKind kind : values()) {
      if (name.endsWith(kind.extension())) {
        return kind;
      }
    }
    throw refuse(label, file, "something else");
  }

  private static BadInput refuse(String label, Path file, String got) {
    return new BadInput(
        "%s: %s: expected safetensors, ONNX, npz or npy, got %s".formatted(label, file, got));
  }

  /** What names of such files end with. */
  String extension() {
    return "." + name().toLowerCase(Locale.ROOT);
  }
}
