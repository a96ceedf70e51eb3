package io.fairlead.minicluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.ClusterPki.Identity;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.reconcile.Controllers;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real kube-apiserver with its etcd on loopback, to hold ours against. It has the certificates and kubeconfigs that
/// ours would have in its directory.
public final class RealServer implements AutoCloseable {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration START = Duration.ofMinutes(2);
    private static final int STOP_SECONDS_MAX = 20;
    private static final String LOOPBACK = "127.0.0.1";

    /// It refuses to tell of itself by an address of loopback; this one is nobody's.
    private static final String ADVERTISED = "192.0.2.1";

    private final Process etcd;
    private final Process server;
    private final Kubeconfigs kubeconfigs;

    private RealServer(Process etcd, Process server, Kubeconfigs kubeconfigs) {
        this.etcd = etcd;
        this.server = server;
        this.kubeconfigs = kubeconfigs;
    }

    /// Starts both with a directory that isn't there yet; returns when everything is ready. The test is skipped
    /// without the programs.
    ///
    /// @param tokens bearer tokens with the users that they stand for
    public static RealServer start(Path dir, Map<String, String> tokens) throws Exception {
        Path etcdProgram =
                RealParts.program("etcd", ".ci/run --extended, or Debian's package etcd-server");
        Path program = RealParts.program("kube-apiserver", ".ci/run --extended builds it");
        Files.createDirectories(dir);
        String store = "http://" + LOOPBACK + ":" + freePort();
        Process etcd =
                start(
                        dir,
                        "etcd",
                        List.of(
                                etcdProgram.toString(),
                                "--data-dir=" + dir.resolve("etcd"),
                                "--listen-client-urls=" + store,
                                "--advertise-client-urls=" + store,
                                "--listen-peer-urls=http://" + LOOPBACK + ":" + freePort()));
        try {
            int port = freePort();
            ClusterPki pki =
                    ClusterPki.open(
                            dir.resolve("pki"),
                            InstantSource.system().instant(),
                            new SecureRandom());
            Kubeconfigs kubeconfigs = new Kubeconfigs(dir, "https://" + LOOPBACK + ":" + port, pki);
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(flags(kubeconfigs, tokens));
            command.add("--etcd-servers=" + store);
            command.add("--secure-port=" + port);
            Process server = start(dir, "kube-apiserver", command);
            RealServer real = new RealServer(etcd, server, kubeconfigs);
            // Whoever ends the tests ends these with them.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(real::close));
            try {
                kubeconfigs.writeAdmin();
                real.awaitReady();
                return real;
            } catch (Exception | Error notReady) {
                stop(server);
                throw notReady;
            }
        } catch (Exception | Error failed) {
            stop(etcd);
            throw failed;
        }
    }

    private static List<String> flags(Kubeconfigs kubeconfigs, Map<String, String> tokens)
            throws IOException, GeneralSecurityException {
        Path dir = kubeconfigs.dir().resolve("pki");
        Identity own =
                kubeconfigs
                        .pki()
                        .server(
                                List.of(LOOPBACK, ADVERTISED, "10.96.0.1"),
                                List.of("kubernetes.default.svc"));
        Files.writeString(dir.resolve("server.crt"), own.certificatePem());
        ClusterPki.secret(dir.resolve("server.key"), own.keyPem());
        Identity client = kubeconfigs.pki().component(NodeClient.NAME);
        Files.writeString(dir.resolve("kubelet-client.crt"), client.certificatePem());
        ClusterPki.secret(dir.resolve("kubelet-client.key"), client.keyPem());
        ClusterPki.secret(
                dir.resolve("sa.key"), kubeconfigs.pki().server(List.of(), List.of("sa")).keyPem());
        StringBuilder users = new StringBuilder();
        tokens.forEach((token, user) -> users.append("%s,%s,%s%n".formatted(token, user, user)));
        ClusterPki.secret(dir.resolve("tokens.csv"), users.toString());
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--bind-address=" + LOOPBACK,
                                "--advertise-address=" + ADVERTISED,
                                "--tls-cert-file=" + dir.resolve("server.crt"),
                                "--tls-private-key-file=" + dir.resolve("server.key"),
                                "--client-ca-file=" + dir.resolve("ca.crt"),
                                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                                "--service-account-key-file=" + dir.resolve("sa.key"),
                                "--service-account-signing-key-file=" + dir.resolve("sa.key"),
                                "--service-cluster-ip-range=10.96.0.0/16",
                                "--kubelet-certificate-authority=" + dir.resolve("ca.crt"),
                                "--kubelet-client-certificate=" + dir.resolve("kubelet-client.crt"),
                                "--kubelet-client-key=" + dir.resolve("kubelet-client.key"),
                                "--authorization-mode=Node,RBAC",
                                "--enable-admission-plugins=NodeRestriction"));
        if (!tokens.isEmpty()) {
            flags.add("--token-auth-file=" + dir.resolve("tokens.csv"));
        }
        return flags;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process start(Path dir, String name, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(name + ".log").toFile())
                .start();
    }

    /// It answers, its first namespaces are there, and it has a Service of its own.
    private void awaitReady() throws Exception {
        HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(
                                kubeconfigs
                                        .pki()
                                        .context(
                                                kubeconfigs
                                                        .pki()
                                                        .component("ready", "system:masters")))
                        .build();
        try (client) {
            for (String path :
                    List.of(
                            "/readyz",
                            "/api/v1/namespaces/default",
                            "/api/v1/namespaces/kube-node-lease",
                            "/api/v1/namespaces/kube-public",
                            "/api/v1/namespaces/kube-system",
                            "/api/v1/namespaces/default/endpoints/kubernetes")) {
                URI uri = URI.create(kubeconfigs.url() + path);
                Until.holds(path + " answers", START, () -> answers(client, uri));
            }
        }
    }

    private boolean answers(HttpClient client, URI uri) throws IOException, InterruptedException {
        if (!server.isAlive() || !etcd.isAlive()) {
            throw new IOException(
                    Files.readString(kubeconfigs.dir().resolve("etcd.log"))
                            + Files.readString(kubeconfigs.dir().resolve("kube-apiserver.log")));
        }
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    /// For the administrator.
    public Path kubeconfig() {
        return kubeconfigs.admin();
    }

    /// For a part of the cluster.
    public Path kubeconfig(String user, String... groups)
            throws IOException, GeneralSecurityException {
        return kubeconfigs.writePart(user, groups);
    }

    /// Gives the cluster's parts the roles that ours gives them, beside those of their names that this server has:
    /// Kubernetes' controllers have a role each, ours have one for all.
    public void grantParts() throws IOException {
        List<String> parts =
                List.of(
                        "system:kube-controller-manager",
                        "system:kube-scheduler",
                        "system:node",
                        "system:node-proxier");
        JsonNode ours = YAML.readTree(ApiCore.text("roles.yaml"));
        try (KubernetesClient client = Controllers.client(kubeconfig())) {
            for (JsonNode role : ours.path("clusterroles")) {
                if (parts.contains(role.path("metadata").path("name").asText())) {
                    create(client, renamed(role));
                }
            }
            for (JsonNode binding : ours.path("clusterrolebindings")) {
                ObjectNode renamed = renamed(binding);
                if (parts.contains(binding.path("metadata").path("name").asText())) {
                    ObjectNode role = (ObjectNode) renamed.path("roleRef");
                    role.put("name", name(role));
                    create(client, renamed);
                }
            }
        }
    }

    private static ObjectNode renamed(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        ObjectNode meta = (ObjectNode) copy.path("metadata");
        meta.put("name", name(meta));
        return copy;
    }

    private static String name(JsonNode named) {
        return named.path("name").asText().replace("system:", "fairlead:");
    }

    private static void create(KubernetesClient client, ObjectNode object) {
        HasMetadata _ = client.resource(object.toString()).create();
    }

    @Override
    public void close() {
        stop(server);
        stop(etcd);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
