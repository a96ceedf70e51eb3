package io.fairlead.minicluster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.ClusterApi;
import io.fairlead.minicluster.api.Kubeconfigs;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.ClusterPki.Identity;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A kube-apiserver of Kubernetes' with its etcd, in ours' place: with the certificates and kubeconfigs
/// that ours would have in the same directory.
public final class KubeApiServer implements ClusterApi {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int LOOKS_MAX = 1_200;
    private static final long LOOK_MS = 100;
    private static final int STOP_SECONDS_MAX = 20;

    /// Where it says to be when it is on loopback, which it refuses to name; nobody is there.
    private static final String NOWHERE = "192.0.2.1";

    private static final Set<String> PARTS =
            Set.of(
                    "system:kube-controller-manager",
                    "system:kube-scheduler",
                    "system:node",
                    "system:node-proxier");

    /// What it has before it is used: its first namespaces, and a Service of its own.
    private static final List<String> FIRST =
            List.of(
                    "/readyz",
                    "/api/v1/namespaces/default",
                    "/api/v1/namespaces/kube-node-lease",
                    "/api/v1/namespaces/kube-public",
                    "/api/v1/namespaces/kube-system",
                    "/api/v1/namespaces/default/endpoints/kubernetes");

    private final Kubeconfigs kubeconfigs;
    private final List<Process> processes = new ArrayList<>();

    private KubeApiServer(Kubeconfigs kubeconfigs) {
        this.kubeconfigs = kubeconfigs;
    }

    /// Starts both, and returns when the server is ready.
    ///
    /// @param programs directory with `kube-apiserver` and `etcd`
    /// @param dir for what they keep; made where it isn't there
    /// @param address where the server listens; port 0 takes a free one
    /// @param more flags of the server
    public static KubeApiServer start(
            Path programs, Path dir, InetSocketAddress address, List<String> more)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(dir);
        ClusterPki pki =
                ClusterPki.open(
                        dir.resolve("pki"), InstantSource.system().instant(), new SecureRandom());
        String host = address.getAddress().getHostAddress();
        int port = address.getPort() == 0 ? freePort() : address.getPort();
        KubeApiServer one =
                new KubeApiServer(new Kubeconfigs(dir, "https://" + host + ":" + port, pki));
        boolean ready = false;
        try {
            one.kubeconfigs.writeAdmin();
            String store = "http://127.0.0.1:" + freePort();
            one.run(
                    programs.resolve("etcd"),
                    List.of(
                            "--data-dir=" + dir.resolve("etcd"),
                            "--listen-client-urls=" + store,
                            "--advertise-client-urls=" + store,
                            "--listen-peer-urls=http://127.0.0.1:" + freePort()));
            List<String> flags = new ArrayList<>(one.flags(address.getAddress()));
            flags.addAll(more);
            flags.addAll(List.of("--etcd-servers=" + store, "--secure-port=" + port));
            one.run(programs.resolve("kube-apiserver"), flags);
            one.awaitReady();
            ready = true;
            return one;
        } finally {
            if (!ready) {
                one.close();
            }
        }
    }

    private List<String> flags(InetAddress address) throws IOException, GeneralSecurityException {
        ClusterPki pki = kubeconfigs.pki();
        Path dir = kubeconfigs.dir().resolve("pki");
        String host = address.getHostAddress();
        write(
                "server",
                pki.server(
                        List.of(host, "127.0.0.1", "10.96.0.1"),
                        List.of("kubernetes.default.svc")));
        write("kubelet-client", pki.client(NodeClient.NAME));
        if (!Files.exists(dir.resolve("accounts.key"))) {
            write("accounts", pki.server(List.of(), List.of("accounts")));
        }
        return List.of(
                "--bind-address=" + host,
                "--advertise-address=" + (address.isLoopbackAddress() ? NOWHERE : host),
                "--tls-cert-file=" + dir.resolve("server.crt"),
                "--tls-private-key-file=" + dir.resolve("server.key"),
                "--client-ca-file=" + dir.resolve("ca.crt"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + dir.resolve("accounts.key"),
                "--service-account-signing-key-file=" + dir.resolve("accounts.key"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--kubelet-certificate-authority=" + dir.resolve("ca.crt"),
                "--kubelet-client-certificate=" + dir.resolve("kubelet-client.crt"),
                "--kubelet-client-key=" + dir.resolve("kubelet-client.key"),
                // Nobody resolves the names of nodes.
                "--kubelet-preferred-address-types=InternalIP",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction");
    }

    private void write(String name, Identity own) throws IOException {
        Path dir = kubeconfigs.dir().resolve("pki");
        Files.writeString(dir.resolve(name + ".crt"), own.certificatePem());
        ClusterPki.secret(dir.resolve(name + ".key"), own.keyPem());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(Path program, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(flags);
        processes.add(
                new ProcessBuilder(command)
                        .directory(kubeconfigs.dir().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                kubeconfigs.dir().resolve(program.getFileName() + ".log").toFile())
                        .start());
    }

    private void awaitReady() throws IOException {
        try (KubernetesClient client = Controllers.client(kubeconfig())) {
            for (int i = 0; i < LOOKS_MAX; i++) {
                if (FIRST.stream().allMatch(path -> answers(client, path))) {
                    return;
                }
                for (Process process : processes) {
                    if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                        throw new IOException("it ended; logs are in " + kubeconfigs.dir());
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("kube-apiserver isn't ready; its log is in " + kubeconfigs.dir());
    }

    private static boolean answers(KubernetesClient client, String path) {
        try {
            return client.raw(path) != null;
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    /// Gives the cluster's parts the roles that ours gives them, beside those of their names that this server has:
    /// Kubernetes' controllers have a role each, ours have one for all.
    public void grantParts() throws IOException {
        JsonNode ours = YAML.readTree(ApiCore.roles());
        try (KubernetesClient client = Controllers.client(kubeconfig())) {
            for (String type : List.of("clusterroles", "clusterrolebindings")) {
                for (JsonNode one : ours.path(type)) {
                    if (PARTS.contains(one.path("metadata").path("name").asText())) {
                        ObjectNode copy = one.deepCopy();
                        rename(copy.path("metadata"));
                        rename(copy.path("roleRef"));
                        HasMetadata _ =
                                client.resource(copy.toString()).forceConflicts().serverSideApply();
                    }
                }
            }
        }
    }

    private static void rename(JsonNode named) {
        if (named instanceof ObjectNode object) {
            object.put("name", object.path("name").asText().replace("system:", "fairlead:"));
        }
    }

    @Override
    public Kubeconfigs kubeconfigs() {
        return kubeconfigs;
    }

    /// The server before its store.
    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
