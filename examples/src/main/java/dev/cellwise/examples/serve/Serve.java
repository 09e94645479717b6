package dev.cellwise.examples.serve;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise serve}: a network behind HTTP, one state a stream. */
@Command(
    name = "serve",
    header = "serve a network over HTTP, a state for each stream",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Serves a network over HTTP: each stream has a state of its own, each request takes it some steps further.",
      "",
      "  POST /streams       opens a stream, named by the answer",
      "  POST /streams/ID    {\"tokens\": [3, 5]}, {\"text\": \"abc\"} or {\"features\": [[0.5, 1]]}: the outputs of the last",
      "                      step, or of each with \"every\": true. With \"invent\": 20 a model of characters goes on by",
      "                      itself, with \"temperature\" and \"seed\".",
      "                      With \"after\": 12 it is refused unless the stream has taken 12 steps.",
      "  GET /streams/ID     how many steps it has taken",
      "  DELETE /streams/ID  ends it",
      "  GET, PUT /streams/ID/state",
      "                      its state as bytes, to be kept, or to go on from",
      "  GET /               what is served",
      "",
      "Without MODEL it is a small network of characters with random weights.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise serve charlm-out/model.safetensors --port 8080",
      "  curl -X POST http://127.0.0.1:8080/streams",
      "  curl -d '{\"text\": \"GREEK \", \"invent\": 30}' http://127.0.0.1:8080/streams/ID",
      "  cellwise load http://127.0.0.1:8080",
      "",
      "It asks nobody who they are and encrypts nothing: beyond this machine put it behind something that does.",
      "Exit code: 0 stopped, 1 failure of the program, 2 bad input; 130 after Ctrl-C."
    })
public final class Serve implements Callable<Integer> {
  /** The most numbers that all outputs of one request may be. */
  private static final int MOST_OUTPUTS = 1 << 26;

  /** Seconds that a client may take to send a request or to read its answer. */
  private static final int CLIENT_SECONDS = 30;

  /** Connections beside one a stream. */
  private static final int STRANGERS = 1024;

  /** Seconds a step and parameters a second that no machine is slower than. */
  private static final double SLOW_STEP = 1e-3;

  private static final double SLOW_PARAMETERS = 1e8;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", arity = "0..1", description = "The model file.")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Whom to listen to; 0.0.0.0 for all (default: ${DEFAULT-VALUE}, this machine).")
  private InetAddress address;

  @Option(
      names = "--steppers",
      paramLabel = "N",
      description = "Requests that compute at once (default: as many as processors).")
  private int steppers = Runtime.getRuntime().availableProcessors();

  @Mixin private LimitOptions limits;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides the weights where no MODEL is given (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  /** Made by the command line. */
  public Serve() {}

  @Override
  public Integer call() {
    check();
    Served model = file == null ? Served.random(seed) : Served.of(file);
    if ((long) limits.steps * model.outputs() > MOST_OUTPUTS) {
      throw new BadInput(
          "--max-steps %d x %d outputs is more than a request should hold; lower it"
              .formatted(limits.steps, model.outputs()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("serving %s%n", model.origin());
    out.flush();
    tune(model, limits.limits());
    try (Service service =
        new Service(model, socket(), limits.limits(), steppers, System::nanoTime)) {
      // Before the first request, so that none of them meets kernels that are not compiled yet.
      model.network().warmUp();
      service.start();
      out.printf("%s (Ctrl-C stops it)%n", url(service.address()));
      out.flush();
      untilStopped(service);
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      throw new BadInput("--port: cannot listen to %s: %s".formatted(socket(), e.getMessage()));
    }
  }

  private void check() {
    range("--port", port, 0, 65_535);
    range("--steppers", steppers, 1, 1024);
    limits.check();
  }

  private InetSocketAddress socket() {
    return new InetSocketAddress(address, port);
  }

  /**
   * What the JDK's server takes as properties only, once a process; the command line's go first.
   */
  private static void tune(Served model, Limits limits) {
    // An answer that does not fit one packet must not wait until the first was acknowledged.
    property("sun.net.httpserver.nodelay", "true");
    // A client that never ends its request is let go.
    property("sun.net.httpserver.maxReqTime", CLIENT_SECONDS);
    property("sun.net.httpserver.maxRspTime", answerSeconds(model, limits));
    // A client keeps its connection between the events of its stream.
    property("sun.net.httpserver.maxIdleConnections", limits.streams());
    // And whoever has no stream yet must still get one, or be told that there are no more.
    property("jdk.httpserver.maxConnections", limits.streams() + STRANGERS);
  }

  private static void property(String name, Object value) {
    System.getProperties().putIfAbsent(name, value.toString());
  }

  /**
   * When a connection is cut whose answer is not sent. The JDK's server counts from the moment that
   * a request was read: waiting for a stepper and stepping are in it, and reading the answer. So it
   * is more than all of them can take, or a request that was stepped would be cut before its
   * answer.
   */
  static long answerSeconds(Served model, Limits limits) {
    long parameters = model.network().layers().parameters().length();
    double stepping = limits.steps() * (SLOW_STEP + parameters / SLOW_PARAMETERS);
    return CLIENT_SECONDS + (long) Math.ceil(limits.patience().toMillis() / 1e3 + stepping);
  }

  /** Ends when this thread is interrupted; Ctrl-C ends the whole process, and stops on its way. */
  private static void untilStopped(Service service) {
    Thread stop = new Thread(service::close, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private static URI url(InetSocketAddress at) {
    try {
      String host = at.getAddress().getHostAddress();
      return new URI("http", null, host, at.getPort(), null, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
