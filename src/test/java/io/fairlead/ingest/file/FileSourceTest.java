package io.fairlead.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.clock.Clock;
import io.fairlead.meter.Faults;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.snapshot.Debounce;
import io.fairlead.snapshot.SnapshotLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes files as people and programs do, and looks at the snapshots that come out.
class FileSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> console = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final List<MeshSnapshot> seen = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore news = new Semaphore(0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path top;

    private Path config = Path.of("unset");
    private Path registry = Path.of("unset");
    private @Nullable SnapshotLoop loop;
    private @Nullable FileSource source;

    @BeforeEach
    void directories() throws IOException {
        config = Files.createDirectory(top.resolve("config"));
        registry = Files.createDirectory(top.resolve("registry"));
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
        if (loop != null) {
            loop.close();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void anEditIsSeenWithinAFewMilliseconds() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        List<Long> micros = new ArrayList<>();
        for (int weight = 1; weight <= 40; weight++) {
            long before = System.nanoTime();
            write(config.resolve("vs.yaml"), vs("staff", weight));
            int expected = weight;
            await(mesh -> weightOf(mesh) == expected);
            micros.add((System.nanoTime() - before) / 1000);
        }
        Collections.sort(micros);
        assertThat(micros.get(37))
                .as("95th percentile in microseconds of %s", micros)
                .isLessThan(100_000);
    }

    @Test
    void aFileWithErrorsKeepsWhatItSaidLast() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();

        write(config.resolve("vs.yaml"), vs("staff", 10).replace("weight:", "wieght:"));
        MeshSnapshot bad = await(mesh -> mesh.problems().stream().anyMatch(Problem::isError));

        assertThat(weightOf(bad)).isEqualTo(90);
        assertThat(bad.problems().stream().map(Problem::code))
                .contains("unknown-field", "kept-last-good");
        assertThat(console)
                .anyMatch(line ->
                        line.contains("vs.yaml:10") && line.contains("did you mean weight?"));

        write(config.resolve("vs.yaml"), vs("staff", 10));
        MeshSnapshot good = await(mesh -> weightOf(mesh) == 10);

        assertThat(good.problems()).isEmpty();
        assertThat(console.getLast()).endsWith("no more errors");
    }

    @Test
    void aProblemIsToldOncePerChangeOfState() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        write(config.resolve("bad.yaml"), "a: [");
        await(mesh -> !mesh.problems().isEmpty());
        write(config.resolve("bad.yaml"), "a: [");
        write(config.resolve("vs.yaml"), vs("staff", 91));
        await(mesh -> weightOf(mesh) == 91);

        assertThat(console).hasSize(1);
    }

    @Test
    void ofTwoFilesWithOneObjectTheSecondIsRefusedAndTakesOverWhenTheFirstGoes() throws Exception {
        write(config.resolve("a.yaml"), vs("staff", 90));
        start();
        write(config.resolve("0-earlier.yaml"), vs("staff", 10));
        MeshSnapshot both = await(mesh -> !mesh.problems().isEmpty());

        assertThat(weightOf(both)).isEqualTo(90);
        assertThat(both.problems())
                .singleElement()
                .satisfies(p ->
                        assertThat(p.text())
                                .contains("0-earlier.yaml:1")
                                .contains("a.yaml:1 counts")
                                .contains("[duplicate-object]"));

        Files.delete(config.resolve("a.yaml"));
        MeshSnapshot one = await(mesh -> weightOf(mesh) == 10);

        assertThat(one.problems()).isEmpty();
    }

    @Test
    void theRegistryReplacesWhatTheConfigurationSays() throws Exception {
        write(config.resolve("fleet.yaml"), service("web", ""));
        start();
        write(registry.resolve("web.yaml"), service("web", "10.96.0.1"));
        MeshSnapshot completed =
                await(mesh ->
                        mesh.services().values().stream()
                                .anyMatch(web -> !web.addresses().isEmpty()));

        assertThat(completed.problems()).isEmpty();
    }

    @Test
    void aFileThatVanishesAndReturnsIsNeverMissed() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        for (int i = 1; i < 6; i++) {
            Files.delete(config.resolve("vs.yaml"));
            write(config.resolve("vs.yaml"), vs("staff", i));
            int expected = i;
            await(mesh -> weightOf(mesh) == expected);
        }
        assertThat(seen).allMatch(mesh -> !mesh.virtualServices().isEmpty());
    }

    @Test
    void aHalfWrittenFileIsNotBelieved() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        Files.writeString(config.resolve("vs.yaml"), "");
        news.tryAcquire(100, 20, TimeUnit.MILLISECONDS);
        Files.writeString(config.resolve("vs.yaml"), vs("staff", 33));
        await(mesh -> weightOf(mesh) == 33);

        assertThat(seen).allMatch(mesh -> !mesh.virtualServices().isEmpty());
    }

    @Test
    void aDeletedFileTakesItsObjectsAlong() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        Files.delete(config.resolve("vs.yaml"));

        assertThat(await(mesh -> mesh.virtualServices().isEmpty()).objects()).isEmpty();
    }

    @Test
    void aDirectoryThatIsSwappedByALinkChangesAtOnce() throws Exception {
        Path live = config.resolve("live");
        generation("one", 1);
        Files.createSymbolicLink(live, config.resolve(".one"));
        start();
        generation("two", 2);
        Files.createSymbolicLink(config.resolve(".next"), config.resolve(".two"));
        Files.move(config.resolve(".next"), live, StandardCopyOption.ATOMIC_MOVE);
        await(mesh -> weightOf(mesh) == 2 && mesh.virtualServices().size() == 2);

        assertThat(seen)
                .allMatch(mesh ->
                        mesh.virtualServices().stream()
                                        .map(FileSourceTest::weight)
                                        .distinct()
                                        .count()
                                == 1);
        assertThat(console).isEmpty();
    }

    @Test
    void aDirectoryThatDisappearsTakesNothingBackAndIsReadAgainWhenItReturns() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        Files.move(config, top.resolve("elsewhere"));
        MeshSnapshot without = await(mesh -> !mesh.problems().isEmpty());

        assertThat(weightOf(without)).isEqualTo(90);
        assertThat(without.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.text())
                                .contains(config + ": warning [missing-directory]")
                                .contains("is not there; what was read there stays as it was"));
        write(top.resolve("elsewhere/vs.yaml"), vs("staff", 7));
        Files.move(top.resolve("elsewhere"), config);
        await(mesh -> weightOf(mesh) == 7 && mesh.problems().isEmpty());

        assertThat(seen).allMatch(mesh -> !mesh.virtualServices().isEmpty());
        assertThat(console).hasSize(2).last().asString().endsWith("can be seen again");
        Files.delete(config.resolve("vs.yaml"));
        await(mesh -> mesh.virtualServices().isEmpty());
    }

    @Test
    void anEmptyDirectoryInItsPlaceIsAVolumeThatWasUnmounted() throws Exception {
        write(config.resolve("vs.yaml"), vs("staff", 90));
        start();
        Files.move(config, top.resolve("elsewhere"));
        Files.createDirectory(config);
        MeshSnapshot without = await(mesh -> !mesh.problems().isEmpty());

        assertThat(weightOf(without)).isEqualTo(90);
        assertThat(without.problems().getFirst().text()).contains("another directory than before");
        write(config.resolve("vs.yaml"), vs("staff", 8));
        await(mesh -> weightOf(mesh) == 8 && mesh.problems().isEmpty());
    }

    @Test
    void aLinkToAPlaceThatIsGoneTakesNothingBack() throws Exception {
        Path volume = Files.createDirectory(top.resolve("volume"));
        write(volume.resolve("vs.yaml"), vs("staff", 90));
        Files.createSymbolicLink(config.resolve("linked"), volume);
        write(config.resolve("other.yaml"), vs("other", 1));
        start();
        Files.move(volume, top.resolve("elsewhere"));
        Files.delete(config.resolve("other.yaml"));
        MeshSnapshot without = await(mesh -> mesh.virtualServices().size() == 1);

        assertThat(weightOf(without)).isEqualTo(90);
        await(mesh ->
                mesh.problems().stream()
                        .anyMatch(one ->
                                one.text().contains("linked is a link to something that is not")));
        Files.delete(config.resolve("linked"));
        await(mesh -> mesh.virtualServices().isEmpty() && mesh.problems().isEmpty());
    }

    @Test
    void aDirectoryThatIsNotThereYetIsToldAndReadOnceItIsThere() throws Exception {
        Files.delete(config);
        SnapshotLoop snapshots = launch();
        MeshSnapshot without = await(mesh -> !mesh.problems().isEmpty());

        assertThat(without.problems().getFirst().text())
                .contains("is not there; it is read once it is there, and until then no proxy");
        assertThat(snapshots.isPrimed()).isFalse();
        Path ready = Files.createDirectory(top.resolve("ready"));
        write(ready.resolve("vs.yaml"), vs("staff", 5));
        Files.move(ready, config);
        await(mesh -> weightOf(mesh) == 5 && mesh.problems().isEmpty());
        assertThat(snapshots.awaitPrimed(PATIENCE)).isTrue();
    }

    @Test
    void aRegistryThatIsNotThereYetIsWaitedForToo() throws Exception {
        Files.delete(registry);
        write(config.resolve("vs.yaml"), vs("staff", 5));
        SnapshotLoop snapshots = launch();
        await(mesh -> weightOf(mesh) == 5 && !mesh.problems().isEmpty());
        assertThat(snapshots.isPrimed()).isFalse();
        Files.createDirectory(registry);
        await(mesh -> mesh.problems().isEmpty());
        assertThat(snapshots.awaitPrimed(PATIENCE)).isTrue();
    }

    @Test
    void newDirectoriesAreWatched() throws Exception {
        start();
        Path deep = Files.createDirectories(config.resolve("a/b/c"));
        write(deep.resolve("vs.yaml"), vs("staff", 5));
        await(mesh -> weightOf(mesh) == 5);
        write(deep.resolve("vs.yaml"), vs("staff", 6));
        await(mesh -> weightOf(mesh) == 6);
    }

    private void generation(String name, int weight) throws IOException {
        Path directory = Files.createDirectory(config.resolve("." + name));
        Files.writeString(directory.resolve("x.yaml"), vs("staff", weight));
        Files.writeString(directory.resolve("y.yaml"), vs("other", weight));
    }

    private void start() throws Exception {
        assertThat(launch().awaitPrimed(PATIENCE)).isTrue();
    }

    private SnapshotLoop launch() throws Exception {
        SnapshotLoop snapshots =
                new SnapshotLoop(
                        Clock.system(),
                        Debounce.DEFAULT,
                        onFault(),
                        List.of((_, mesh) -> {
                            seen.add(mesh);
                            news.release();
                        }),
                        _ -> {});
        FileSource files =
                new FileSource(
                        List.of(config),
                        registry,
                        new FileSource.Wiring(
                                snapshots,
                                console::add,
                                Clock.system(),
                                onFault(),
                                new SimpleMeterRegistry()));
        loop = snapshots;
        source = files;
        snapshots.start();
        files.start();
        return snapshots;
    }

    private Faults onFault() {
        return (_, cause) -> faults.add(cause);
    }

    private MeshSnapshot await(Predicate<MeshSnapshot> wanted) throws InterruptedException {
        SnapshotLoop snapshots = Objects.requireNonNull(loop);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            MeshSnapshot now = snapshots.current();
            if (wanted.test(now)) {
                return now;
            }
            news.tryAcquire(50, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError(
                "not within " + PATIENCE + "; problems: " + snapshots.current().problems());
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(temporary, text);
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static int weightOf(MeshSnapshot mesh) {
        MeshObject found =
                mesh.objects()
                        .get(
                                new ObjectKey(
                                        "networking.istio.io",
                                        "VirtualService",
                                        "default",
                                        "staff"));
        return found instanceof VirtualService vs ? weight(vs) : -1;
    }

    private static int weight(VirtualService vs) {
        return vs.http().getFirst().action() instanceof HttpAction.Forward forward
                ? forward.destinations().getFirst().weight()
                : -1;
    }

    private static String vs(String name, int weight) {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %s}
        spec:
          hosts: [%s]
          http:
          - route:
            - destination:
                host: staff
              weight: %d
        """
                .formatted(name, name, weight);
    }

    private static String service(String name, String ip) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec:
          clusterIP: "%s"
          ports: [{port: 80, name: http}]
        """
                .formatted(name, ip);
    }
}
