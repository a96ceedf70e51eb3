package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.check.MigrateRow;
import io.fairlead.minicluster.demo.DemoCluster;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.DemoRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fairlead demo`: the whole fleet, meshed, until Ctrl-C.
@Command(
        name = "demo",
        description = "Run the sample fleet in a mesh on this machine, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final int DEFAULT_PORT = 30_080;
    private static final int CONSOLE_PORT = 20_001;
    private static final int CONSOLE_NODE_PORT = 30_201;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "A directory of your own YAML, applied again whenever it changes.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "HOST[:NODE]",
            description = "Port on 127.0.0.1 and the NodePort behind it (default: 30080:30080).")
    private List<String> ports = new ArrayList<>();

    @Option(
            names = "--migrate",
            description =
                    "Have every port go from PERMISSIVE to STRICT by itself, under load, and tell how it goes."
                            + " With --check: only the rows of this.")
    private boolean migrate;

    @Option(names = "--fleet", paramLabel = "DIR", hidden = true)
    private @Nullable Path fleet;

    @Option(names = "--no-mesh", hidden = true)
    private boolean noMesh;

    @Mixin private Shape shape = new Shape();

    @Mixin private CheckOptions check = new CheckOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!shape.fits()) {
            return 2;
        }
        try {
            return check.asked()
                    ? check.run(options(), migrate)
                    : serve(DemoCluster.start(options()));
        } catch (DemoRefused refused) {
            System.err.println("The demo can't start:");
            refused.reasons().forEach(reason -> System.err.println("  - " + reason));
            return 1;
        }
    }

    private int serve(DemoCluster demo) throws IOException, InterruptedException {
        CountDownLatch stopping = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(demo, stopping), "stop"));
        out.println("Starting the fleet …");
        demo.awaitReady(READY_MAX);
        openConsole(demo);
        Path _ = demo.openApi();
        greet(demo);
        if (migrate && !noMesh) {
            MigrateRow.show(demo, options().fleet(), out);
        }
        demo.serve();
        // The cluster hears Ctrl-C as well, and may be faster.
        if (!stopping.await(1, TimeUnit.SECONDS)) {
            System.err.println("fairlead: the cluster ended by itself");
        }
        return 1;
    }

    /// The console's usual port of this machine, or a free one where somebody has that.
    private void openConsole(DemoCluster demo) throws IOException {
        if (!noMesh && !demo.open(CONSOLE_PORT, CONSOLE_NODE_PORT)) {
            demo.open(0, CONSOLE_NODE_PORT);
        }
    }

    private DemoOptions options() {
        DemoOptions options =
                shape.of(DemoOptions.of(home()).withConfigs(configs).withPorts(portMap()));
        options = fleet == null ? options : options.withFleet(fleet.toAbsolutePath());
        return noMesh ? options.withoutMesh() : options;
    }

    static Path home() {
        return Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath().normalize();
    }

    private Map<Integer, Integer> portMap() {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        for (String port : ports) {
            int colon = port.indexOf(':');
            int host = Integer.parseInt(colon < 0 ? port : port.substring(0, colon));
            map.put(host, colon < 0 ? DEFAULT_PORT : Integer.parseInt(port.substring(colon + 1)));
        }
        return map.isEmpty() ? Map.of(DEFAULT_PORT, DEFAULT_PORT) : map;
    }

    private void greet(DemoCluster demo) throws IOException {
        out.printf("The fleet is up.%n%n");
        out.printf("  Web page        http://127.0.0.1:%d%n", demo.hostPort(DEFAULT_PORT));
        if (!noMesh) {
            int console = demo.hostPort(CONSOLE_NODE_PORT);
            out.printf("  Console         http://127.0.0.1:%d%n", console);
            out.printf("  Who calls whom  http://127.0.0.1:%d/graph%n", console);
            out.printf("  Traces          http://127.0.0.1:%d/traces%n", console);
        }
        out.printf("  Your YAML       %s (applied again whenever it changes)%n", demo.configDir());
        out.printf(
                "  In a pod        ./fairlead exec webapp -- curl -s"
                        + " http://fleetman-api-gateway:8080/%n");
        out.printf("  Logs            ./fairlead logs webapp -c istio-proxy -f%n");
        out.printf(
                "  kubectl         ./fairlead cluster kubeconfig > kubeconfig; export"
                        + " KUBECONFIG=$PWD/kubeconfig%n");
        out.printf("%nCtrl-C stops and removes all of it.%n");
    }

    private static void close(DemoCluster demo, CountDownLatch stopping) {
        stopping.countDown();
        close(demo);
    }

    static void close(DemoCluster demo) {
        try {
            demo.close();
        } catch (IOException leftover) {
            System.err.println("fairlead: " + leftover.getMessage());
        }
    }
}
