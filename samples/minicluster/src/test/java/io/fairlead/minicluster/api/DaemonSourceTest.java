package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.clock.Clock;
import io.fairlead.ingest.file.FileSource;
import io.fairlead.ingest.kube.KubeSource;
import io.fairlead.model.config.Problem;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.snapshot.Debounce;
import io.fairlead.snapshot.SnapshotLoop;
import io.fairlead.translate.Translator;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon's two sources: the same YAML, once as files, once in an API server.
class DaemonSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable KubernetesClient client;

    /// A source, the snapshots that it makes, and what it told people.
    private record Reader(
            SnapshotLoop loop,
            LinkedBlockingQueue<MeshSnapshot> snapshots,
            LinkedBlockingQueue<String> said) {

        MeshSnapshot await(Predicate<MeshSnapshot> condition) throws InterruptedException {
            MeshSnapshot now = loop.current();
            while (!condition.test(now)) {
                now = snapshots.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(now).as("a snapshot in time, told: %s", said).isNotNull();
            }
            return now;
        }
    }

    @BeforeEach
    void start() throws Exception {
        TestServer server = server(dir.resolve("state"));
        open.add(server);
        Config config = Config.fromKubeconfig(server.kubeconfig().toFile());
        config.setOnlyHttpWatches(true);
        client = new KubernetesClientBuilder().withConfig(config).build();
        open.add(client);
        // The server is a service of itself, which no file of the test says.
        List<?> _ = client.services().inNamespace("default").withName("kubernetes").delete();
    }

    TestServer server(Path state) throws Exception {
        return TestServer.ours(state);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void theSameYamlGivesTheSameResources() throws Exception {
        load("istio-crds.yaml");
        load("shop.yaml");
        Path files = Files.createDirectory(dir.resolve("files"));
        try (InputStream in = resource("shop.yaml")) {
            Files.copy(in, files.resolve("shop.yaml"));
        }
        MeshSnapshot fromFiles = files(files).await(DaemonSourceTest::isWhole);
        MeshSnapshot fromKubernetes = kubernetes().await(DaemonSourceTest::isWhole);
        Map<String, String> versions = versions(fromFiles);
        assertThat(versions).hasSizeGreaterThan(5);
        assertThat(versions(fromKubernetes)).isEqualTo(versions);
        assertThat(fromKubernetes.problems().stream().filter(Problem::isError)).isEmpty();
    }

    @Test
    void whatIsDumpedIsReadAsTheSameObjects() throws Exception {
        load("istio-crds.yaml");
        load("shop.yaml");
        Path files = Files.createDirectory(dir.resolve("files"));
        int count = 0;
        for (HasMetadata one : api().load(resource("shop.yaml")).get()) {
            Files.writeString(
                    files.resolve(count++ + ".json"),
                    api().getKubernetesSerialization().asJson(one));
        }
        MeshSnapshot fromFiles = files(files).await(DaemonSourceTest::isWhole);
        MeshSnapshot fromKubernetes = kubernetes().await(DaemonSourceTest::isWhole);
        fromFiles
                .objects()
                .forEach((key, object) ->
                        assertThat(fromKubernetes.object(key)).as("%s", key).contains(object));
    }

    @Test
    void changesAreFollowedAndWrongOnesKeepTheLastGoodState() throws Exception {
        Reader reader = kubernetes();
        MeshSnapshot before = reader.await(s -> s.namespaces().containsKey("default"));
        assertThat(before.virtualServices()).isEmpty();
        load("istio-crds.yaml");
        load("shop.yaml");
        reader.await(s -> s.virtualServices().size() == 1 && s.destinationRules().size() == 1);
        GenericKubernetesResource route = route();
        patch(
                "{\"spec\":{\"http\":[{\"route\":[{\"destination\":{\"host\":\"reviews\"},\"weight\":-1}]}]}}");
        MeshSnapshot refused = reader.await(s -> s.problems().stream().anyMatch(Problem::isError));
        assertThat(refused.virtualServices().getFirst().http()).hasSize(2);
        assertThat(refused.problems())
                .anySatisfy(problem ->
                        assertThat(problem.text())
                                .contains("kubernetes/VirtualService/shop/reviews.json")
                                .contains("weight"));
        patch("{\"spec\":" + spec(route) + "}");
        reader.await(s -> s.problems().stream().noneMatch(Problem::isError));
        List<?> _ = api().resource(route).delete();
        reader.await(s -> s.virtualServices().isEmpty());
        List<?> _ =
                api().apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("destinationrules.networking.istio.io")
                        .delete();
        reader.await(s -> s.destinationRules().isEmpty());
    }

    @Test
    void configurationOfAnotherRevisionIsNotRead() throws Exception {
        load("istio-crds.yaml");
        load("shop.yaml");
        Reader canary = kubernetes("canary");
        canary.await(s -> isWhole(s) && s.virtualServices().size() == 1);
        patch("{\"metadata\":{\"labels\":{\"istio.io/rev\":\"stable\"}}}");
        MeshSnapshot without = canary.await(s -> s.virtualServices().isEmpty());
        // Of pods and namespaces the label says whom they ask for.
        assertThat(isWhole(without)).isTrue();
        patch("{\"metadata\":{\"labels\":{\"istio.io/rev\":\"canary\"}}}");
        canary.await(s -> s.virtualServices().size() == 1);
    }

    private static boolean isWhole(MeshSnapshot snapshot) {
        return snapshot.services().containsKey("reviews.shop.svc.cluster.local")
                && !snapshot.peerAuthentications().isEmpty()
                && snapshot.podsByIp().size() == 2;
    }

    /// What a sidecar of the mesh would be sent, by name, as hashes of content.
    private static Map<String, String> versions(MeshSnapshot snapshot) {
        Map<String, String> versions = new TreeMap<>();
        ProxyView proxy = ProxyView.sidecar("shop", Map.of("app", "reviews", "version", "v1"));
        for (ResourceType type : ResourceType.values()) {
            Translator.resources(proxy, type, List.of(), MeshView.of(snapshot))
                    .forEach(one -> versions.put(type + " " + one.name(), one.version()));
        }
        return versions;
    }

    private GenericKubernetesResource route() {
        return requireNonNull(
                api().genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                        .inNamespace("shop")
                        .withName("reviews")
                        .get());
    }

    private String spec(GenericKubernetesResource object) {
        return api().getKubernetesSerialization()
                .asJson(requireNonNull(object.getAdditionalProperties().get("spec")));
    }

    private void patch(String merge) {
        api().resource(route())
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        merge);
    }

    private Reader files(Path files) throws IOException {
        Reader reader = reader();
        FileSource source = new FileSource(List.of(files), null, wiring(reader));
        open.add(source);
        source.start();
        return reader;
    }

    private Reader kubernetes() {
        return kubernetes("");
    }

    private Reader kubernetes(String revision) {
        Reader reader = reader();
        KubeSource source = new KubeSource(api(), revision, wiring(reader));
        open.add(source);
        source.start();
        return reader;
    }

    private Reader reader() {
        LinkedBlockingQueue<MeshSnapshot> snapshots = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
        SnapshotLoop loop =
                new SnapshotLoop(
                        Clock.system(),
                        Debounce.DEFAULT,
                        (where, cause) -> said.add(where + ": " + cause),
                        List.of((_, snapshot) -> snapshots.add(snapshot)),
                        _ -> {});
        loop.start();
        open.add(loop);
        return new Reader(loop, snapshots, said);
    }

    private static FileSource.Wiring wiring(Reader reader) {
        return new FileSource.Wiring(
                reader.loop(),
                reader.said()::add,
                Clock.system(),
                (where, cause) -> reader.said().add(where + ": " + cause),
                new SimpleMeterRegistry());
    }

    private void load(String name) throws IOException {
        try (InputStream in = resource(name)) {
            for (HasMetadata one : api().load(in).items()) {
                api().resource(one).create();
                if (one instanceof Pod pod) {
                    api().resource(pod).updateStatus();
                }
            }
        }
    }

    private static InputStream resource(String name) {
        return requireNonNull(DaemonSourceTest.class.getResourceAsStream(name), name);
    }

    private KubernetesClient api() {
        return requireNonNull(client);
    }
}
