package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording has of steps, warm-ups and networks. */
class FlightEventsTest {
  private static final String STEP = "dev.cellwise.Step";

  @TempDir Path folder;

  private final Network words =
      Network.initialise(Architecture.builder().index(5).lstm(17).dense(3).build(), 1);
  private final Network numbers =
      Network.initialise(Architecture.builder().features(2).gru(4).norm().build(), 1);

  /** Our events of this thread, in the order of time. */
  private List<RecordedEvent> recorded(Consumer<Recording> settings, Runnable body)
      throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      settings.accept(recording);
      recording.start();
      body.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(e -> e.getEventType().getName().startsWith("dev.cellwise."))
        .filter(e -> e.getThread().getJavaThreadId() == Thread.currentThread().threadId())
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static void allSteps(Recording recording) {
    recording.enable(STEP).withThreshold(Duration.ZERO);
  }

  private static String text(RecordedEvent step) {
    return "%s; %s; %d x %d"
        .formatted(
            step.getString("network"),
            step.getString("precision"),
            step.getInt("rows"),
            step.getInt("steps"));
  }

  @Test
  void eachCallHasItsFields() throws IOException {
    Network halves = words.to(Precision.BF16);
    List<RecordedEvent> events =
        recorded(
            FlightEventsTest::allSteps,
            () -> {
              words.newStepper().step(words.newState(), 1, new float[3]);
              words.newSession().run(new int[70], 70, new float[210]);
              halves.newSession().step(2, new float[3]);
              numbers.newSession().step(new float[2], new float[4]);
              numbers.newSession().run(new float[6], 3, new float[12]);
              numbers.newSession().run(new float[0], 0, new float[0]);
              State[] three = {numbers.newState(), numbers.newState(), numbers.newState()};
              numbers.newBatchStepper(5).step(three, 3, new float[6], new float[12]);
              State[] two = {halves.newState(), halves.newState()};
              halves.newBatchStepper(2).step(two, 2, new int[2], new float[6]);
            });
    assertEquals(
        List.of(
            "index(5), lstm(17), dense(3); F32; 1 x 1",
            "index(5), lstm(17), dense(3); F32; 1 x 70",
            "index(5), lstm(17), dense(3); BF16; 1 x 1",
            "features(2), gru(4), norm; F32; 1 x 1",
            "features(2), gru(4), norm; F32; 1 x 3",
            "features(2), gru(4), norm; F32; 1 x 0",
            "features(2), gru(4), norm; F32; 3 x 1",
            "index(5), lstm(17), dense(3); BF16; 2 x 1"),
        events.stream().map(FlightEventsTest::text).toList());
    for (RecordedEvent e : events) {
      assertEquals(STEP, e.getEventType().getName());
      assertEquals(Kernels.describe(), e.getString("kernels"));
      assertFalse(e.getDuration().isNegative());
      assertEquals(Thread.currentThread().getName(), e.getThread().getJavaName());
    }
  }

  @Test
  void aRefusedCallHasNoEvent() throws IOException {
    Stepper stepper = words.newStepper();
    List<RecordedEvent> events =
        recorded(
            FlightEventsTest::allSteps,
            () -> {
              assertThrows(
                  IndexOutOfBoundsException.class,
                  () -> stepper.step(words.newState(), 5, new float[3]));
              stepper.step(words.newState(), 4, new float[3]);
            });
    assertEquals(1, events.size(), events::toString);
  }

  @Test
  void stepsAreOffUntilAskedForAndTheShortOnesLeftOut() throws IOException {
    Runnable steps = () -> words.newSession().run(new int[7], 7, new float[21]);
    assertEquals(List.of(), recorded(r -> {}, steps));
    assertEquals(List.of(), recorded(r -> r.enable(STEP).withThreshold(Duration.ofDays(1)), steps));
    Map<String, String> defaults =
        EventType.getEventType(StepEvent.class).getSettingDescriptors().stream()
            .collect(
                Collectors.toMap(SettingDescriptor::getName, SettingDescriptor::getDefaultValue));
    assertEquals("false", defaults.get("enabled"));
    assertEquals("1 ms", defaults.get("threshold"));
    assertEquals("false", defaults.get("stackTrace"));
  }

  @Test
  void warmUpsAndNetworksAreInAnyRecording() throws IOException {
    List<RecordedEvent> events =
        recorded(
            r -> {},
            () -> {
              Network made = Network.initialise(numbers.architecture(), 2);
              made.to(Precision.BF16).warmUp(Duration.ZERO);
            });
    assertEquals(
        List.of("dev.cellwise.NetworkMade", "dev.cellwise.NetworkMade", "dev.cellwise.WarmUp"),
        events.stream().map(e -> e.getEventType().getName()).toList());
    for (RecordedEvent e : events) {
      assertEquals("features(2), gru(4), norm", e.getString("network"));
    }
    assertEquals("F32", events.get(0).getString("precision"));
    assertEquals("BF16", events.get(1).getString("precision"));
    assertEquals(numbers.parameterCount(), events.get(0).getLong("parameters"));
    RecordedEvent warmUp = events.get(2);
    assertEquals("BF16", warmUp.getString("precision"));
    assertEquals(Duration.ZERO, warmUp.getDuration("budget"));
    assertEquals(1, warmUp.getInt("rows"));
    assertEquals(0, warmUp.getLong("steps"));
    assertFalse(warmUp.getBoolean("rested"));
    assertEquals(Kernels.describe(), warmUp.getString("kernels"));
  }

  /** Many rows and few, to 7 from both ends: whatever they leave of a kernel's tiles. */
  @Test
  void aWarmUpOfBatchesCallsManyRowsAndFew() throws IOException {
    assertEquals(List.of(3, 1, 2, 2, 1, 3, 3, 1), rowsOfAWarmUp(3, 8));
    assertEquals(
        List.of(20, 1, 19, 2, 18, 3, 17, 4, 16, 5, 15, 6, 14, 7, 13, 8, 20, 1),
        rowsOfAWarmUp(20, 18));
    assertEquals(List.of(1, 1, 1), rowsOfAWarmUp(1, 3));
    List<RecordedEvent> told = recorded(r -> {}, () -> numbers.warmUp(20, Duration.ZERO));
    assertEquals(20, told.getLast().getInt("rows"));
  }

  /** By a clock that goes on by one from call to call. */
  private List<Integer> rowsOfAWarmUp(int most, int calls) throws IOException {
    long[] now = {0};
    Warming warming = Warming.ofBatches(numbers, most, () -> now[0]++);
    return recorded(FlightEventsTest::allSteps, () -> warming.run(calls + 1)).stream()
        .map(e -> e.getInt("rows"))
        .toList();
  }

  @Test
  void theyCanBeTurnedOff() throws IOException {
    assertEquals(
        List.of(),
        recorded(
            r -> {
              r.disable("dev.cellwise.WarmUp");
              r.disable("dev.cellwise.NetworkMade");
            },
            () -> Network.initialise(numbers.architecture(), 2).warmUp(Duration.ZERO)));
  }

  @Test
  void aRecorderThatDoesNotAskForStepsCostsNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Session session = words.newSession();
    float[] out = new float[3];
    try (Recording recording = new Recording()) {
      recording.start();
      assertEquals(0, Garbage.leastBytes(() -> session.step(1, out)));
    }
  }

  @Test
  void aNetworkIsOneLine() {
    Architecture encoder = Architecture.builder().embedding(9, 2).gru(3).build();
    Architecture decoder =
        Architecture.builder()
            .encoder(encoder, Bridge.copy())
            .index(5)
            .gru(3)
            .attention()
            .dense(5)
            .build();
    assertEquals(
        "encoder(embedding(9, 2), gru(3), copy), index(5), gru(3), attention(dot on 3), dense(5)",
        decoder.line());
    Architecture.Builder deep = Architecture.builder().features(1);
    for (int l = 0; l < 60; l++) {
      deep.lstm(16);
    }
    String cut = deep.build().line();
    assertTrue(cut.startsWith("features(1), lstm(16), lstm(16), "), cut);
    assertTrue(cut.endsWith("..."), cut);
    assertEquals(203, cut.length());
  }
}
