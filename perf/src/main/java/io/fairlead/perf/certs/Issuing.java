package io.fairlead.perf.certs;

import io.fairlead.perf.csr.Answer;
import io.fairlead.perf.csr.Main;
import io.fairlead.perf.csr.Order;
import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A daemon that issues certificates, and a process whose workloads ask it for them.
///
/// @param order for all workloads, without a time yet
public record Issuing(DaemonProcess daemon, Worker<Order, Answer> crowd, Order order)
        implements AutoCloseable {

    /// Starts both.
    ///
    /// @param directory for all that is written
    /// @param flags of the daemon's JVM
    /// @param arguments of the daemon, besides those for certificates
    public static Issuing start(
            Path directory, int workloads, Instant now, List<String> flags, List<String> arguments)
            throws IOException, GeneralSecurityException {
        TokenIssuer issuer = TokenIssuer.create();
        Files.createDirectories(directory.resolve("config"));
        Files.createDirectories(directory.resolve("registry"));
        Path keys = Files.writeString(directory.resolve("jwks.json"), issuer.keySet());
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < workloads; i++) {
            tokens.add(issuer.token("perf", "workload-" + i, now));
        }
        Path authority = directory.resolve("ca");
        int port = FreePort.find();
        List<String> all = new ArrayList<>(List.of("--ca-dir", authority.toString()));
        all.addAll(List.of("--token-jwks", keys.toString()));
        all.addAll(List.of("--secure", "127.0.0.1:" + port));
        all.addAll(arguments);
        Path home = Path.of(System.getProperty("fairlead.home", ".")).toAbsolutePath();
        DaemonProcess daemon =
                DaemonProcess.start(new DaemonProcess.Place(home, directory, flags, all));
        try {
            String root = Files.readString(authority.resolve("root-cert.pem"));
            Order order = new Order(port, root, tokens, workloads, false, 0, daemon.pid());
            return new Issuing(daemon, Worker.start(Main.WORKER, List.of()), order);
        } catch (IOException e) {
            daemon.close();
            throw e;
        }
    }

    @Override
    public void close() {
        crowd.close();
        daemon.close();
    }
}
