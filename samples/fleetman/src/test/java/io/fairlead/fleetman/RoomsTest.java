package io.fairlead.fleetman;

import static java.util.Map.entry;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fairlead.testing.Rooms;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The floor plan of the fleet. `Main` stands before the door, in the root package, and only opens it.
class RoomsTest {

    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    entry("model", Set.of()),
                    entry("clock", Set.of()),
                    entry("http", Set.of("model", "clock")),
                    entry("simulator", Set.of("model", "http", "clock")),
                    entry("tracker", Set.of("model", "http")),
                    entry("telemetry", Set.of("model", "http")),
                    entry("staff", Set.of("model", "http", "clock")),
                    entry("photo", Set.of("http")),
                    entry("greeter", Set.of()),
                    entry("echo", Set.of("http")),
                    entry("monitor", Set.of("http", "clock")),
                    entry("gateway", Set.of("model", "http", "clock")),
                    entry("webapp", Set.of("http")),
                    entry(
                            "bootstrap",
                            Set.of(
                                    "model",
                                    "clock",
                                    "http",
                                    "simulator",
                                    "tracker",
                                    "telemetry",
                                    "staff",
                                    "photo",
                                    "monitor",
                                    "greeter",
                                    "echo",
                                    "gateway",
                                    "webapp")));

    private static final Rooms ROOMS =
            new Rooms(
                    "io.fairlead.fleetman",
                    DOORS,
                    new ClassFileImporter()
                            .withImportOption(new ImportOption.DoNotIncludeTests())
                            .withImportOption(at -> !at.contains("/fleetman/Main"))
                            .withImportOption(at -> !at.contains("/fleetman/package-info"))
                            .importPackages("io.fairlead.fleetman"));

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
    void theNounsArePure() {
        ROOMS.assertPure(Set.of("model"));
    }

    @Test
    void theWebServerIsKnownBehindOneDoor() {
        ROOMS.assertLibraryOnlyIn("io.helidon.", Set.of("http", "bootstrap"));
        ROOMS.assertLibraryOnlyIn("java.net.http.", Set.of("http", "webapp", "bootstrap"));
    }
}
