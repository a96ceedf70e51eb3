package io.fairlead.perf.istiod;

import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.daemon.MeshDaemon;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.process.FreePort;
import io.fairlead.perf.process.Launch;
import io.fairlead.perf.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real one, with its defaults, without its authority and its webhooks. It hears of the mesh by watches of a
/// [WatchServer], so nothing of what it takes is the time of a file reader.
public final class Istiod implements MeshDaemon {
    /// What one must know of it to judge figures.
    public static final String DESCRIPTION =
            "istiod: the real one with its defaults (changes wait for a quiet 100 ms, 10 s at most; 25 new streams a"
                    + " second), told of the same objects by watches of a Kubernetes API that has nothing else,"
                    + " while the daemon reads files; its sidecars take whole route configurations";

    private static final String PROGRAM = "pilot-discovery";

    private final WatchServer cluster;
    private final DaemonProcess process;

    private Istiod(WatchServer cluster, DaemonProcess process) {
        this.cluster = cluster;
        this.process = process;
    }

    /// Where it is, if it is there.
    public static Optional<Path> program() {
        return Tools.find(PROGRAM);
    }

    /// Starts it and waits until it is ready.
    ///
    /// @param directory for its log and what it reads
    public static Istiod start(MeshSize mesh, Path directory) throws IOException {
        Path program = program().orElseThrow(() -> new IOException("no " + PROGRAM));
        WatchServer cluster = WatchServer.start();
        try {
            for (int i = 0; i < mesh.namespaces(); i++) {
                cluster.prepare(namespace(mesh.namespace(i))).run();
            }
            cluster.prepare(VIRTUAL_SERVICES).run();
            for (MeshSize.File file : mesh.registry()) {
                cluster.prepare(file.text()).run();
            }
            cluster.prepare(mesh.virtualServiceFile(0).text()).run();
            return new Istiod(cluster, start(program, cluster, directory));
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private static DaemonProcess start(Path program, WatchServer cluster, Path directory)
            throws IOException {
        Path access = Files.writeString(directory.resolve("kubeconfig"), cluster.access());
        Path mesh = Files.writeString(directory.resolve("mesh"), "ingressControllerMode: 'OFF'\n");
        int xds = FreePort.find();
        int http = FreePort.find();
        List<String> command =
                List.of(
                        program.toString(),
                        "discovery",
                        "--registries=Kubernetes",
                        "--kubeconfig",
                        access.toString(),
                        "--meshConfig",
                        mesh.toString(),
                        "--grpcAddr",
                        "127.0.0.1:" + xds,
                        "--httpAddr",
                        "127.0.0.1:" + http,
                        "--httpsAddr=",
                        "--secureGRPCAddr=",
                        "--monitoringAddr",
                        "127.0.0.1:" + FreePort.find(),
                        "--ctrlz_port=0");
        Launch launch = new Launch("istiod", command, Map.of("ENABLE_CA_SERVER", "false"));
        return DaemonProcess.start(launch, directory, xds, http);
    }

    private static String namespace(String name) {
        return "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name);
    }

    private static final String VIRTUAL_SERVICES =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: virtualservices.networking.istio.io}
            """;

    @Override
    public DaemonProcess process() {
        return process;
    }

    @Override
    public boolean hostsApart() {
        return false;
    }

    @Override
    public Change prepare(MeshSize.File file) throws IOException {
        return cluster.prepare(file.text())::run;
    }

    @Override
    public void close() {
        process.close();
        cluster.close();
    }
}
