package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fairlead.minicluster.api.access.Authorizer;
import io.fairlead.minicluster.api.access.Escalation;
import io.fairlead.minicluster.api.access.Reviews;
import io.fairlead.minicluster.api.access.Tokens;
import io.fairlead.minicluster.api.admit.AdmissionLimits;
import io.fairlead.minicluster.api.admit.Webhooks;
import io.fairlead.minicluster.api.http.AccessView;
import io.fairlead.minicluster.api.http.ApiLimits;
import io.fairlead.minicluster.api.http.ApiServer;
import io.fairlead.minicluster.api.http.Callers;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.ClusterPki.Identity;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.api.http.PodStreams;
import io.fairlead.minicluster.api.http.Resources;
import io.fairlead.minicluster.api.http.Router;
import io.fairlead.minicluster.api.http.Views;
import io.fairlead.minicluster.api.http.Watches;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.store.StoreLimits;
import io.fairlead.minicluster.api.verb.AdmissionControl;
import io.fairlead.minicluster.api.verb.Origin;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Served;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;
import io.fairlead.minicluster.auth.ServiceAccountTokens;
import io.fairlead.minicluster.auth.User;
import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The API server of one cluster, with all that it keeps in one directory: objects, certificates, and kubeconfigs for
/// its administrator and its parts.
public final class ApiCore implements ClusterApi {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final User SERVER = User.known("system:apiserver", List.of(User.MASTERS));

    private final ObjectStore store;
    private final ApiServer server;
    private final Kubeconfigs kubeconfigs;

    private ApiCore(ObjectStore store, ApiServer server, Kubeconfigs kubeconfigs) {
        this.store = store;
        this.server = server;
        this.kubeconfigs = kubeconfigs;
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
        Origin origin = new Origin(clock, random);
        Writing writing =
                new Writing(store, origin, new Webhooks(store, origin, AdmissionLimits.DEFAULT));
        Reading reading = new Reading(store);
        Views views = new Views(clock);
        ClusterPki pki = ClusterPki.open(dir.resolve("pki"), clock.instant(), random);
        Tokens accounts = new Tokens(store, keys(dir.resolve("pki/sa.key")), clock);
        Authorizer authorizer = new Authorizer(store);
        String host = address.getAddress().getHostAddress();
        Identity own =
                pki.server(
                        // A port of the host may lead here.
                        List.of(host, "10.96.0.1", "127.0.0.1"),
                        List.of(
                                "localhost",
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local"));
        ApiLimits limits = ApiLimits.DEFAULT;
        Watches watches = new Watches(store, reading, views, Ticks.SYSTEM, limits);
        PodStreams streams = new PodStreams(reading, writing, NodeClient.of(pki), clock);
        AccessView access =
                new AccessView(
                        writing,
                        accounts,
                        new Reviews(accounts, authorizer),
                        new Escalation(authorizer));
        Resources resources = new Resources(reading, writing, views, watches, access, streams);
        ApiServer server =
                new ApiServer(
                        address,
                        ApiServer.tls(own, pki),
                        new Router(writing, resources, accounts),
                        new ApiServer.Doors(new Callers(tokens, accounts), authorizer),
                        limits);
        // Webhooks that run in this cluster aren't there yet.
        ensureFirst(new Writing(store, origin, AdmissionControl.NONE), host, server.port());
        Kubeconfigs kubeconfigs =
                new Kubeconfigs(dir, "https://" + host + ":" + server.port(), pki);
        kubeconfigs.writeAdmin();
        return new ApiCore(store, server, kubeconfigs);
    }

    /// Tokens outlive the process, so their key does.
    private static ServiceAccountTokens keys(Path file) throws IOException {
        if (!Files.exists(file)) {
            ClusterPki.secret(file, ServiceAccountTokens.create().privateKey());
        }
        try {
            return ServiceAccountTokens.of(Files.readString(file));
        } catch (ParseException broken) {
            throw new IOException(
                    file + " holds no key for tokens. Fix: delete it; all tokens end with it",
                    broken);
        }
    }

    private static void ensureFirst(Writing writing, String host, int port) throws IOException {
        String text =
                text("first.yaml")
                        .replace("@HOST@", host)
                        .replace("@PORT@", Integer.toString(port));
        for (String part : List.of(text, roles())) {
            for (Map.Entry<String, JsonNode> type : YAML.readTree(part).properties()) {
                for (JsonNode one : type.getValue()) {
                    ensure(writing, type.getKey(), (ObjectNode) one);
                }
            }
        }
    }

    private static void ensure(Writing writing, String plural, ObjectNode object) {
        String version = object.path("apiVersion").asText();
        int slash = version.indexOf('/');
        Served type =
                writing.registry()
                        .find(
                                slash < 0 ? "" : version.substring(0, slash),
                                version.substring(slash + 1),
                                plural)
                        .orElseThrow(ApiError::noSuchPath);
        JsonNode meta = object.path("metadata");
        String namespace = meta.path("namespace").asText("");
        Target target = new Target(type, namespace, meta.path("name").asText(), "");
        WriteOptions options = WriteOptions.parse(SERVER, "fairlead-apiserver", "", "");
        if (!writing.exists(target)) {
            writing.create(new Target(type, namespace, "", ""), object, options);
        } else if (!object.path("kind").asText().equals("Namespace")
                && !object.has("aggregationRule")) {
            writing.update(target, object, options);
        }
    }

    /// Roles of the cluster's parts and of people, and their bindings, by the plurals of their types, as YAML.
    public static String roles() throws IOException {
        return text("roles.yaml");
    }

    static String text(String name) throws IOException {
        try (InputStream in = ApiCore.class.getResourceAsStream(name)) {
            return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public int port() {
        return server.port();
    }

    @Override
    public Kubeconfigs kubeconfigs() {
        return kubeconfigs;
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
