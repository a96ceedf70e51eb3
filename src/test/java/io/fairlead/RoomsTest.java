package io.fairlead;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Rooms;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The floor plan of the daemon. Stop and think before adding a door: one line here is one arrow in
/// docs/ARCHITECTURE.md.
class RoomsTest {
    /// The directory that the daemon's own classes are in: neither tests nor the proxy's classes are there.
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(
                            MeshSnapshot.class.getProtectionDomain().getCodeSource().getLocation());

    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    entry("model", Set.of()),
                    entry("clock", Set.of()),
                    entry("meter", Set.of()),
                    entry("ingest", Set.of("model", "clock", "meter")),
                    entry("snapshot", Set.of("model", "clock", "meter")),
                    entry("translate", Set.of("model")),
                    entry("push", Set.of("model", "snapshot", "translate", "clock", "meter")),
                    entry("ca", Set.of("model", "clock", "meter")),
                    entry("store", Set.of("model")),
                    entry("telemetry", Set.of("model", "clock", "meter")),
                    entry("replica", Set.of("model", "clock", "meter")),
                    entry("migrate", Set.of("model", "clock", "meter")),
                    entry("inject", Set.of("model", "meter", "ingest.decode", "proxy.capture")),
                    entry("install", Set.of("model", "ingest.decode")),
                    entry("console", Set.of()),
                    entry("trace", Set.of("clock", "meter")),
                    entry(
                            "cli",
                            Set.of(
                                    "model",
                                    "ingest.decode",
                                    "ingest.validate",
                                    "inject.config",
                                    "inject.decide",
                                    "inject.patch",
                                    "install",
                                    "migrate.decide",
                                    "migrate.view",
                                    "translate",
                                    "proxy.xds.decode",
                                    "proxy.filterchain",
                                    "proxy.http.route",
                                    "proxy.upstream.balance",
                                    "proxy.model")),
                    entry(
                            "app",
                            Set.of(
                                    "model",
                                    "clock",
                                    "meter",
                                    "ingest",
                                    "snapshot",
                                    "translate",
                                    "push",
                                    "ca",
                                    "store",
                                    "console",
                                    "trace",
                                    "telemetry",
                                    "replica",
                                    "migrate",
                                    "inject",
                                    "cli")));

    /// Neither files nor threads nor loggers nor frameworks.
    private static final Set<String> PURE =
            Set.of(
                    "model",
                    "translate",
                    "ingest.decode",
                    "ingest.validate",
                    "ca.issue",
                    "ca.authority",
                    "ca.caller",
                    "ca.view",
                    "telemetry.aggregate",
                    "telemetry.view",
                    "replica.elect",
                    "migrate.decide",
                    "inject.config",
                    "inject.decide",
                    "inject.patch",
                    "inject.review",
                    "install.template",
                    "install.chart",
                    "install.profile",
                    "trace.span",
                    "trace.decode",
                    "trace.store",
                    "trace.query");

    private static final Rooms ROOMS = new Rooms("io.fairlead", DOORS, CLASSES);

    @TestFactory
    Stream<DynamicTest> aRoomLooksOnlyThroughItsDoors() {
        return ROOMS.tests();
    }

    @Test
    void everyClassIsInARoom() {
        ROOMS.assertEveryClassIsInARoom();
    }

    @Test
    void roomsHaveNoCycles() {
        ROOMS.assertNoCycles();
    }

    @Test
    void onlyTheClockRoomReadsTime() {
        ROOMS.assertOnlyTheClockRoomReadsTime();
    }

    @Test
    void theCoreKnowsNoFramework() {
        ROOMS.assertPure(PURE);
    }

    @Test
    void librariesStayBehindTheirDoors() {
        ROOMS.assertLibraryOnlyIn(
                "io.grpc.",
                Set.of(
                        "push.ads",
                        "push.practice",
                        "ca.server",
                        "telemetry.als",
                        "telemetry.intake",
                        "replica.ask",
                        "replica.peer",
                        "replica.relay",
                        "replica.tell",
                        "trace.collect"));
        ROOMS.assertLibraryOnlyIn("org.bouncycastle.", Set.of("ca"));
        ROOMS.assertLibraryOnlyIn("com.nimbusds.", Set.of("ca.caller"));
        ROOMS.assertLibraryOnlyIn("io.envoyproxy.", Set.of("translate", "push", "telemetry.als"));
        ROOMS.assertLibraryOnlyIn("org.yaml.", Set.of("ingest.decode"));
        ROOMS.assertLibraryOnlyIn(
                "io.fabric8.", Set.of("ingest.kube", "store.kube", "install.apply", "app"));
        ROOMS.assertLibraryOnlyIn("picocli.", Set.of("app", "cli"));
        ROOMS.assertLibraryOnlyIn(
                "io.helidon.", Set.of("app", "console", "inject.webhook", "trace.collect"));
    }
}
