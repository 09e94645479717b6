package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** States as bytes: there and back, and whatever else is no state of the network. */
@Tag("cold")
class StateBytesTest {
  private static final int VERSION = 4;
  private static final int FINGERPRINT = 8;
  private static final int COUNT = 40;
  private static final int FLOATS = 44;

  private final Network network =
      Network.initialise(Architecture.builder().index(5).lstm(3).gru(2).dense(4).build(), 1);

  private static byte[] bits(float[] values) {
    ByteBuffer to = ByteBuffer.allocate(4 * values.length);
    for (float v : values) {
      to.putInt(Float.floatToRawIntBits(v));
    }
    return to.array();
  }

  @Test
  void statesComeBackBitForBit() {
    SimpleOptions lags = SimpleOptions.plain().withLags(2, 4);
    for (Architecture a :
        List.of(
            Architecture.builder().features(2).lstm(17).gru(33).rnn(3, lags).build(),
            Architecture.builder()
                .features(2)
                .lstm(5, LstmOptions.plain().withProjection(3))
                .bidirectional(new Architecture.Gru(4), Merge.SUM)
                .build())) {
      Network of = Network.initialise(a, 1);
      State state = Nets.state(of, 3);
      float[] all = state.toArray();
      all[0] = Float.intBitsToFloat(0x7fa00001); // a NaN with a payload
      all[1] = Float.NEGATIVE_INFINITY;
      all[2] = -0f;
      all[3] = Float.MIN_VALUE;
      state.fromArray(all);
      byte[] kept = of.toBytes(state);
      assertEquals(48 + 4 * all.length, kept.length);
      assertArrayEquals(bits(all), bits(of.newState(kept).toArray()), a::toString);
      assertArrayEquals(kept, of.toBytes(of.newState(kept)), a::toString);
    }
  }

  /** The table of {@link StateBytes}: another program may write and read it. */
  @Test
  void theFormIsWhatItsTableSays() {
    State state = Nets.state(network, 3);
    byte[] kept = network.toBytes(state);
    ByteBuffer in = ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("43575354", HexFormat.of().formatHex(kept, 0, VERSION));
    assertEquals(1, in.getInt(VERSION));
    assertEquals(network.fingerprint(), HexFormat.of().formatHex(kept, FINGERPRINT, COUNT));
    assertEquals(8, in.getInt(COUNT));
    float[] floats = new float[8];
    in.position(FLOATS).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    Nets.assertSameBits("floats", state.toArray(), floats);
    assertEquals(FLOATS + 8 * 4 + 4, kept.length);
    assertEquals(sum(kept), in.getInt(kept.length - 4));
  }

  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    return (int) crc.getValue();
  }

  private String refused(byte[] bytes) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> network.newState(bytes)).getMessage();
    assertTrue(message.matches("bytes: expected .*, got .*"), message);
    return message;
  }

  @Test
  void noBitMayBeAnother() {
    byte[] kept = network.toBytes(Nets.state(network, 3));
    for (int bit = 0; bit < 8 * kept.length; bit++) {
      byte[] wrong = kept.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      refused(wrong);
    }
    assertArrayEquals(kept, network.toBytes(network.newState(kept)));
  }

  @Test
  void noLengthMayBeAnother() {
    byte[] kept = network.toBytes(Nets.state(network, 3));
    for (int length = 0; length < kept.length + 9; length++) {
      if (length != kept.length) {
        refused(Arrays.copyOf(kept, length));
        refused(signed(Arrays.copyOf(kept, length)));
      }
    }
    assertEquals("bytes: expected at least 48 for a state, got 0", refused(new byte[0]));
    assertEquals(
        "bytes: expected 80 for 8 floats, got 79", refused(Arrays.copyOf(kept, kept.length - 1)));
  }

  /** With a check sum that fits, where there is room for one. */
  private static byte[] signed(byte[] bytes) {
    if (bytes.length >= 4) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, sum(bytes));
    }
    return bytes;
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return signed(copy);
  }

  /** Each is refused by its name, also where the check sum fits. */
  @Test
  void whatIsWrongIsSaid() {
    byte[] kept = network.toBytes(Nets.state(network, 3));
    assertEquals(
        "bytes: expected a state, which begins with 43575354, got 43575300",
        refused(with(kept, 0, 0x00535743)));
    assertEquals(
        "bytes: expected a state of version 1, got version 2", refused(with(kept, VERSION, 2)));
    assertEquals("bytes: expected 84 for 9 floats, got 80", refused(with(kept, COUNT, 9)));
    for (int count : new int[] {-1, 7, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refused(with(kept, COUNT, count));
    }
    byte[] damaged = kept.clone();
    damaged[FLOATS] ^= 1;
    assertTrue(
        refused(damaged).matches("bytes: expected the check sum \\w{8} of what is in them, got .*"),
        () -> refused(damaged));
    String other = refused(with(kept, FINGERPRINT, 0));
    assertTrue(other.startsWith("bytes: expected a state of this network, of fingerprint "), other);
    assertTrue(other.contains(network.fingerprint() + ", got one of 00000000"), other);
  }

  /** One that has its form, its sum and its fingerprint, but not as many floats. */
  @Test
  void theCountIsTheNetworks() {
    byte[] kept = network.toBytes(Nets.state(network, 3));
    byte[] longer = Arrays.copyOf(kept, kept.length + 4);
    assertEquals(
        "bytes: expected 8 floats for this network, got 9", refused(with(longer, COUNT, 9)));
    byte[] shorter = Arrays.copyOf(kept, kept.length - 4);
    assertEquals(
        "bytes: expected 8 floats for this network, got 7", refused(with(shorter, COUNT, 7)));
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() {
    byte[] kept = network.toBytes(Nets.state(network, 3));
    Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
    float[] weights = tensors.get("head.weight").values().clone();
    weights[0] = Math.nextUp(weights[0]);
    tensors.put("head.weight", Tensor.of(weights, tensors.get("head.weight").shape()));
    Network near = Network.of(network.architecture(), tensors);
    Network half = network.to(Precision.BF16);
    for (Network of :
        List.of(
            near,
            half,
            Network.initialise(network.architecture(), 2),
            Network.initialise(Architecture.builder().index(5).rnn(8).build(), 1))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> of.newState(kept)).getMessage();
      assertEquals(
          "bytes: expected a state of this network, of fingerprint "
              + of.fingerprint()
              + ", got one of "
              + network.fingerprint(),
          message);
    }
    // What has the same bits is the same: rounded weights, held as halves or as floats.
    State state = Nets.state(half, 4);
    State back = half.to(Precision.F32).newState(half.toBytes(state));
    Nets.assertSameBits("state", state.toArray(), back.toArray());
  }

  @Test
  void aStateOfOtherPartsIsNotWritten() {
    State other = Network.initialise(Architecture.builder().index(5).rnn(8).build(), 1).newState();
    Nets.assertRefused("state", () -> network.toBytes(other));
  }

  /** Whatever count is claimed: nothing is allocated for it. */
  @Test
  void aClaimTakesNoMemory() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    byte[] kept = network.toBytes(Nets.state(network, 3));
    byte[][] claims = {with(kept, COUNT, 1 << 29), with(kept, COUNT, Integer.MAX_VALUE)};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    refused(claims[0]); // classes of the message are loaded
    long before = threads.getCurrentThreadAllocatedBytes();
    for (byte[] claim : claims) {
      refused(claim);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < 1 << 20, bytes + " bytes");
  }

  /** A fork and its origin go on by themselves; kept in between, both as one that was not. */
  @Test
  void streamsThatAreKeptGoOn() {
    int[] tokens = Nets.tokens(1, 20, 5);
    float[] whole = new float[20 * 4];
    network.newSession().run(tokens, 20, whole);
    Stepper stepper = network.newStepper();
    State state = network.newState();
    stepper.run(state, tokens, 9, new float[9 * 4]);
    byte[] kept = network.toBytes(state);
    State fork = state.copy();
    stepper.step(fork, (tokens[9] + 1) % 5, new float[4]);
    assertFalse(Arrays.equals(kept, network.toBytes(fork)));
    assertArrayEquals(kept, network.toBytes(state));
    int[] rest = Arrays.copyOfRange(tokens, 9, 20);
    float[] expected = Arrays.copyOfRange(whole, 9 * 4, 20 * 4);
    for (State of : List.of(state, network.newState(kept), network.newState(kept).copy())) {
      float[] y = new float[11 * 4];
      stepper.run(of, rest, 11, y);
      Nets.assertSameBits("rest", expected, y);
    }
  }
}
