package io.fairlead.minicluster;

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

/// The floor plan of the minicluster.
class RoomsTest {

    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    entry("clock", Set.of()),
                    entry("transport", Set.of()),
                    entry("api", Set.of("clock", "auth", "transport")),
                    entry("streaming", Set.of("transport", "kubelet", "network")),
                    entry("reconcile", Set.of("clock")),
                    entry(
                            "node",
                            Set.of("schema", "kubelet", "network", "dns", "reconcile", "storage")),
                    entry("schema", Set.of()),
                    entry("auth", Set.of("schema")),
                    entry("images", Set.of("schema")),
                    entry("apply", Set.of("reconcile")),
                    entry("network", Set.of()),
                    entry("dns", Set.of()),
                    entry("storage", Set.of()),
                    entry("kubelet", Set.of("schema", "images", "network")),
                    entry(
                            "cluster",
                            Set.of(
                                    "schema",
                                    "auth",
                                    "images",
                                    "apply",
                                    "network",
                                    "dns",
                                    "storage",
                                    "kubelet",
                                    "api",
                                    "reconcile",
                                    "streaming",
                                    "node")),
                    entry("demo", Set.of("network", "storage")),
                    entry("check", Set.of("clock", "demo")),
                    entry("bootstrap", Set.of("clock", "cluster", "demo", "check")));

    private static final Rooms ROOMS =
            new Rooms(
                    "io.fairlead.minicluster",
                    DOORS,
                    new ClassFileImporter()
                            .withImportOption(new ImportOption.DoNotIncludeTests())
                            .withImportOption(at -> !at.contains("/test/"))
                            .importPackages("io.fairlead.minicluster"));

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
    void planningIsPure() {
        ROOMS.assertPure(Set.of("schema", "auth", "images"));
        ROOMS.assertPure(
                Set.of(
                        "api.model",
                        "api.cel",
                        "api.patch",
                        "api.own",
                        "api.schema",
                        "api.kind",
                        "api.table"));
    }

    @Test
    void onlyDnsKnowsTheDnsLibrary() {
        ROOMS.assertLibraryOnlyIn("org.xbill.DNS.", Set.of("dns"));
    }

    @Test
    void theApiServerKnowsItsLibrariesInOneSubroomEach() {
        ROOMS.assertLibraryOnlyIn("org.h2.", Set.of("api.store"));
        ROOMS.assertLibraryOnlyIn("dev.cel.", Set.of("api.cel"));
        ROOMS.assertLibraryOnlyIn("io.helidon.", Set.of("api.http", "streaming", "transport"));
        ROOMS.assertLibraryOnlyIn("io.netty.", Set.of("transport", "streaming"));
        ROOMS.assertLibraryOnlyIn("org.bouncycastle.", Set.of("api.http"));
        ROOMS.assertLibraryOnlyIn("com.google.protobuf.", Set.of("api.http"));
        ROOMS.assertLibraryOnlyIn(
                "io.fabric8.",
                Set.of("api.schema", "api.patch", "apply", "reconcile", "node", "cluster"));
        ROOMS.assertLibraryOnlyIn(
                "io.fabric8.kubernetes.client.", Set.of("apply", "reconcile", "node", "cluster"));
    }
}
