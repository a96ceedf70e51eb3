package io.fairlead.minicluster.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.http.ApiLimits;
import io.fairlead.minicluster.api.http.ApiServer;
import io.fairlead.minicluster.api.http.Callers;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.ClusterPki.Identity;
import io.fairlead.minicluster.api.http.Resources;
import io.fairlead.minicluster.api.http.Router;
import io.fairlead.minicluster.api.http.Views;
import io.fairlead.minicluster.api.http.Watches;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.store.StoreLimits;
import io.fairlead.minicluster.api.verb.Origin;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Served;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;
import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The API server of one cluster, with all that it keeps in one directory: objects, certificates, and a kubeconfig for
/// its administrator.
public final class ApiCore implements AutoCloseable {

    private static final List<String> NAMESPACES =
            List.of("default", "kube-node-lease", "kube-public", "kube-system");

    private final ObjectStore store;
    private final ApiServer server;
    private final Path kubeconfig;

    private ApiCore(ObjectStore store, ApiServer server, Path kubeconfig) {
        this.store = store;
        this.server = server;
        this.kubeconfig = kubeconfig;
    }

    /// Opens the directory, or makes it, and listens.
    ///
    /// @param tokens bearer tokens with the users that they stand for
    public static ApiCore start(Path dir, InetSocketAddress address, Map<String, String> tokens)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(dir);
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        ObjectStore store = ObjectStore.open(dir.resolve("objects.mv"), StoreLimits.DEFAULT);
        Writing writing = new Writing(store, new Origin(clock, random));
        Reading reading = new Reading(store);
        Views views = new Views(clock);
        ensureNamespaces(writing);
        ClusterPki pki = ClusterPki.open(dir.resolve("pki"), clock.instant(), random);
        String host = address.getAddress().getHostAddress();
        Identity own =
                pki.server(
                        List.of(host, "10.96.0.1"),
                        List.of("localhost", "kubernetes", "kubernetes.default.svc"));
        ApiLimits limits = ApiLimits.DEFAULT;
        Watches watches = new Watches(store, reading, views, Ticks.SYSTEM, limits);
        ApiServer server =
                new ApiServer(
                        address,
                        ApiServer.tls(own, pki),
                        new Router(writing, new Resources(reading, writing, views, watches)),
                        new Callers(tokens),
                        limits);
        Path kubeconfig = dir.resolve("admin.conf");
        writeKubeconfig(
                kubeconfig,
                "https://" + host + ":" + server.port(),
                pki,
                pki.client("kubernetes-admin", List.of("system:masters")));
        return new ApiCore(store, server, kubeconfig);
    }

    private static void ensureNamespaces(Writing writing) {
        Served type =
                writing.registry().find("", "v1", "namespaces").orElseThrow(ApiError::noSuchPath);
        for (String name : NAMESPACES) {
            Target collection = new Target(type, "", "", "");
            if (!writing.exists(new Target(type, "", name, ""))) {
                ObjectNode namespace = JsonNodeFactory.instance.objectNode();
                namespace.put("apiVersion", "v1").put("kind", "Namespace");
                namespace.putObject("metadata").put("name", name);
                writing.create(collection, namespace, WriteOptions.parse("", ""));
            }
        }
    }

    private static void writeKubeconfig(Path file, String url, ClusterPki pki, Identity admin)
            throws IOException {
        ClusterPki.secret(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: minicluster
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: minicluster
                  context: {cluster: minicluster, user: admin}
                current-context: minicluster
                """
                        .formatted(
                                url,
                                base64(pki.rootPem()),
                                base64(admin.certificatePem()),
                                base64(admin.keyPem())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return server.port();
    }

    /// For the administrator: address, root and a certificate.
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
