package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report's page as a browser shows it; skipped where there is none. */
class ChromiumTest {
  private static final int WIDTH = 1280;

  /** The least part of a chart's pixels that have a colour: a line from end to end has 0.6 %. */
  private static final double DRAWN = 0.002;

  /** Writes where each chart lies, once the page is laid out: left, top, width and height. */
  private static final String MEASURE =
      """
      <script>addEventListener("load", () => {
        const boxes = [...document.querySelectorAll("svg.chart")].map(s => {
          const b = s.getBoundingClientRect();
          return [b.x, b.y + scrollY, b.width, b.height].map(Math.round).join(" ");
        });
        const wide = document.documentElement.scrollWidth;
        const high = document.documentElement.scrollHeight;
        document.body.setAttribute("data-boxes", boxes.join(","));
        document.body.setAttribute("data-page", wide + " " + high);
      });</script>
      """;

  private record Box(int x, int y, int width, int height) {}

  @TempDir private Path folder;
  private Path browser;

  @BeforeEach
  void findBrowser() {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(
                p ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(n -> Path.of(p, n)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "no chromium, chromium-browser or google-chrome is on the PATH");
    browser = found.get();
  }

  private String run(Path page, String... options) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(folder, "profile");
    List<String> command = new ArrayList<>();
    command.add(browser.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the browser did not end");
      assertEquals(0, process.exitValue(), () -> text(err));
    } finally {
      process.destroyForcibly();
    }
    return text(out);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String attribute(String dom, String name) {
    Matcher m = Pattern.compile(name + "=\"([^\"]*)\"").matcher(dom);
    assertTrue(m.find(), name);
    return m.group(1);
  }

  private BufferedImage shot(Path page, int height, int scheme) throws Exception {
    Path shot = folder.resolve("shot.png");
    run(
        page,
        "--window-size=" + WIDTH + "," + height,
        "--blink-settings=preferredColorScheme=" + scheme,
        "--screenshot=" + shot);
    return ImageIO.read(shot.toFile());
  }

  @Test
  void allChartsAreDrawnLightAndDark() throws Exception {
    String html = HtmlReport.of(ResultsFixture.results(s -> s.cell().startsWith("lstm")));
    Path page = Files.writeString(folder.resolve("report.html"), html);
    Path measured = Files.writeString(folder.resolve("measured.html"), html + MEASURE);
    String dom = run(measured, "--window-size=" + WIDTH + ",900", "--dump-dom");
    List<Box> boxes = boxes(attribute(dom, "data-boxes"));
    assertEquals(html.split("<svg class=\"chart\"", -1).length - 1, boxes.size());
    String[] size = attribute(dom, "data-page").split(" ");
    assertTrue(Integer.parseInt(size[0]) <= WIDTH, "wider than the window: " + size[0]);
    BufferedImage light = shot(page, Integer.parseInt(size[1]), 1);
    BufferedImage dark = shot(page, Integer.parseInt(size[1]), 0);
    assertTrue(brightness(light, 2, 2) > 0.9);
    assertTrue(brightness(dark, 2, 2) < 0.2);
    for (Box box : boxes) {
      assertTrue(box.width() > 200 && box.height() > 100, box::toString);
      assertTrue(drawn(light, box) > DRAWN, () -> "blank on light: " + box);
      assertTrue(drawn(dark, box) > DRAWN, () -> "blank on dark: " + box);
    }
  }

  private static List<Box> boxes(String told) {
    List<Box> boxes = new ArrayList<>();
    for (String box : told.split(",")) {
      String[] n = box.split(" ");
      boxes.add(
          new Box(
              Integer.parseInt(n[0]),
              Integer.parseInt(n[1]),
              Integer.parseInt(n[2]),
              Integer.parseInt(n[3])));
    }
    return boxes;
  }

  private static double brightness(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    return ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 765.0;
  }

  /** The part of a box's pixels that have a colour, which neither ground nor grid and text have. */
  private static double drawn(BufferedImage image, Box box) {
    int coloured = 0;
    for (int y = box.y(); y < box.y() + box.height(); y++) {
      for (int x = box.x(); x < box.x() + box.width(); x++) {
        int rgb = image.getRGB(x, y);
        int r = rgb >> 16 & 0xFF;
        int g = rgb >> 8 & 0xFF;
        int b = rgb & 0xFF;
        coloured += Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b)) > 60 ? 1 : 0;
      }
    }
    return (double) coloured / (box.width() * box.height());
  }
}
