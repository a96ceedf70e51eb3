package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.AgentFlags;
import io.fairlead.proxy.bootstrap.parse.Application;
import io.fairlead.proxy.bootstrap.parse.BadConfig;
import io.fairlead.proxy.bootstrap.parse.ConfigParser;
import io.fairlead.proxy.bootstrap.parse.DataPlane;
import io.fairlead.proxy.bootstrap.parse.IdentityConfig;
import io.fairlead.proxy.bootstrap.parse.IdentityParser;
import io.fairlead.proxy.bootstrap.parse.PodFiles;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `proxy sidecar` runs until SIGTERM; `wait` ends when the proxy of this pod is ready; `istio-iptables` sets
/// the packet rules that its flags mean; `request` asks the proxy's admin port; `train` exercises itself and ends (for
/// the AOT cache).
public final class Main {
    private static final int USAGE = 64;
    private static final int BAD_CONFIG = 78;
    private static final int CANNOT_START = 1;
    private static final Path POD_FILES = Path.of("/etc/istio/pod");

    private Main() {}

    public static void main(String[] args) throws Exception {
        System.setProperty(LastingLogs.PROPERTY, LastingLogs.class.getName());
        LogSetup.install();
        List<String> words = List.of(args);
        String command = words.isEmpty() ? "" : words.getFirst();
        switch (command) {
            case "proxy" -> proxy(words.subList(1, words.size()));
            case "wait" -> System.exit(Wait.run(words.subList(1, words.size())));
            case "istio-iptables" ->
                    System.exit(CaptureCommand.run(words.subList(1, words.size())));
            case "request" -> System.exit(Request.run(words.subList(1, words.size())));
            case "train" -> Training.run();
            default -> usage();
        }
    }

    private static void proxy(List<String> words) throws InterruptedException {
        String role = words.isEmpty() ? "" : words.getFirst();
        if (!role.equals("sidecar") && !role.equals("router")) {
            usage();
            return;
        }
        try {
            AgentFlags flags = AgentFlags.parse(words.subList(1, words.size()));
            LogSetup.level(flags.logLevel());
            Map<String, String> environment = new HashMap<>(System.getenv());
            if (!flags.domain().isEmpty()) {
                environment.put(ConfigParser.DOMAIN, flags.domain());
            }
            run(role, environment);
        } catch (BadConfig e) {
            System.err.println("can't start: " + e.getMessage());
            System.exit(BAD_CONFIG);
        }
    }

    private static void usage() {
        System.err.println(
                "usage: proxy sidecar|router [FLAGS] | wait [FLAGS] | istio-iptables [--dry-run] [FLAGS]"
                        + " | request METHOD PATH [BODY]");
        System.exit(USAGE);
    }

    private static void run(String role, Map<String, String> environment)
            throws InterruptedException {
        Sidecar sidecar;
        try {
            PodFiles files =
                    new PodFiles(
                            read(POD_FILES.resolve("labels")),
                            read(POD_FILES.resolve("annotations")));
            ProxyConfig config =
                    ConfigParser.parse(
                            role, environment, files, Runtime.getRuntime().availableProcessors());
            IdentityConfig identity = IdentityParser.parse(environment, config);
            Application application = Application.of(environment);
            switch (DataPlane.of(environment)) {
                case DataPlane.Own() -> sidecar = Sidecar.start(config, identity, application);
                case DataPlane.Envoy envoy -> {
                    System.exit(EnvoySidecar.run(config, identity, envoy, application));
                    return;
                }
            }
        } catch (IOException e) {
            System.err.println("can't start: " + e.getMessage());
            System.exit(CANNOT_START);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(sidecar::stop));
        new CountDownLatch(1).await();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        }
    }
}
