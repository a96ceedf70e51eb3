package io.fairlead.proxy;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.testing.Rooms;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The floor plan of the sidecar. Stop and think before adding a door: one line here is one arrow in
/// docs/ARCHITECTURE.md.
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(
                            ProxySnapshot.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation());

    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    entry("model", Set.of()),
                    entry("clock", Set.of()),
                    entry("meter", Set.of()),
                    entry("capture", Set.of()),
                    entry("cel", Set.of("model", "meter")),
                    entry("enforce", Set.of("clock", "meter")),
                    entry("endpoint", Set.of()),
                    entry("grpc", Set.of()),
                    entry("xds", Set.of("model", "cel", "grpc", "clock", "meter")),
                    entry("filterchain", Set.of("model")),
                    entry("identity", Set.of("model", "grpc", "clock", "meter")),
                    entry("upstream", Set.of("model", "identity", "clock", "meter")),
                    entry("http", Set.of("model", "upstream", "clock", "meter")),
                    entry("tcp", Set.of("model", "upstream", "clock", "meter")),
                    entry(
                            "listener",
                            Set.of(
                                    "model",
                                    "filterchain",
                                    "enforce",
                                    "http",
                                    "tcp",
                                    "upstream",
                                    "identity",
                                    "clock",
                                    "meter")),
                    entry("probe", Set.of("endpoint", "meter", "*.view")),
                    entry("telemetry", Set.of("model", "cel", "grpc", "enforce", "clock", "meter")),
                    entry("trace", Set.of("model", "grpc", "clock", "meter")),
                    entry("admin", Set.of("model", "endpoint", "meter", "*.view")),
                    entry(
                            "supervise",
                            Set.of("model", "identity", "xds", "clock", "meter", "endpoint")),
                    entry(
                            "warmup",
                            Set.of(
                                    "model",
                                    "clock",
                                    "meter",
                                    "endpoint",
                                    "http",
                                    "listener",
                                    "telemetry")),
                    entry(
                            "bootstrap",
                            Set.of(
                                    "model",
                                    "clock",
                                    "meter",
                                    "endpoint",
                                    "grpc",
                                    "xds",
                                    "enforce",
                                    "http",
                                    "upstream",
                                    "identity",
                                    "listener",
                                    "probe",
                                    "telemetry",
                                    "trace",
                                    "admin",
                                    "supervise",
                                    "warmup",
                                    "capture")));

    /// Neither files nor threads nor loggers nor frameworks.
    private static final Set<String> PURE =
            Set.of(
                    "model",
                    "capture",
                    "filterchain",
                    "upstream.balance",
                    "upstream.outlier",
                    "http.route",
                    "http.rewrite",
                    "http.retry",
                    "tcp.choose",
                    "cel",
                    "telemetry.format",
                    "trace.context",
                    "trace.sample",
                    "trace.span",
                    "xds.decode",
                    "supervise.bootstrap");

    private static final Rooms ROOMS = new Rooms("io.fairlead.proxy", DOORS, CLASSES);

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
        ROOMS.assertLibraryOnlyIn("io.envoyproxy.", Set.of("xds", "identity.sds", "telemetry.als"));
        ROOMS.assertLibraryOnlyIn("io.opentelemetry.", Set.of("trace.export"));
    }
}
