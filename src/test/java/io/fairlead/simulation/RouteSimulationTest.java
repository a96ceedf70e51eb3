package io.fairlead.simulation;

import static io.fairlead.simulation.Call.call;
import static io.fairlead.simulation.Call.header;
import static io.fairlead.simulation.Call.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Where calls go. Folders of `golden/simulation` hold a mesh and a table of calls each; what is a matter of shares
/// stands here.
class RouteSimulationTest {
    private static final int CASES_MIN = 120;
    private static final String STAFF = "10.96.20.1:8080";
    private static final String SAFE = "10.244.2.1:8080";
    private static final String RISKY = "10.244.2.2:8080";

    @TestFactory
    Stream<DynamicNode> everyCallGoesWhereTheTableSays() throws IOException {
        List<DynamicNode> folders = new ArrayList<>();
        for (Path folder : folders()) {
            SimulatedMesh mesh = new SimulatedMesh(Files.readString(folder.resolve("mesh.yaml")));
            folders.add(
                    DynamicContainer.dynamicContainer(
                            folder.getFileName().toString(),
                            lines(folder).stream()
                                    .map(line ->
                                            DynamicTest.dynamicTest(
                                                    line.text(), () -> line.check(mesh)))));
        }
        return folders.stream();
    }

    @Test
    void theTablesAreNotEmpty() throws IOException {
        int cases = 0;
        for (Path folder : folders()) {
            cases += lines(folder).size();
        }
        assertThat(cases).isGreaterThanOrEqualTo(CASES_MIN);
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Golden.folder("simulation"))) {
            return all.sorted().toList();
        }
    }

    private static List<Line> lines(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("calls.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Line::of)
                .toList();
    }

    private static SimulatedMesh lesson(String file) throws IOException {
        Path lessons = Golden.top().resolve("samples/fleetman/lessons");
        return new SimulatedMesh(
                Files.readString(Golden.folder("simulation").resolve("staff/mesh.yaml")),
                file.isEmpty() ? "" : Files.readString(lessons.resolve(file)));
    }

    /// How often each destination is met by `n` calls.
    private static Map<String, Integer> shares(SimulatedMesh mesh, int n, Call... calls) {
        Map<String, Integer> shares = new TreeMap<>();
        SimulatedProxy gateway = mesh.beside("api-gateway");
        for (int i = 0; i < n; i++) {
            shares.merge(gateway.send(calls[i % calls.length]).destination(), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void withoutRulesBothVersionsAnswerHalfOfTheCalls() throws IOException {
        Map<String, Integer> shares =
                shares(lesson(""), 200, call(STAFF, host("fleetman-staff-service")));

        assertThat(shares).containsOnlyKeys(SAFE, RISKY);
        assertThat(shares.values()).allMatch(calls -> calls >= 70 && calls <= 130);
    }

    @Test
    void theCanaryGetsTheShareOfItsWeight() throws IOException {
        Map<String, Integer> shares =
                shares(
                        lesson("1-canary/canary-90-10.yaml"),
                        1000,
                        call(STAFF, host("fleetman-staff-service:8080")));

        assertThat(shares).containsOnlyKeys(SAFE, RISKY);
        assertThat(shares.get(RISKY)).isBetween(60, 140);
    }

    @Test
    void theCanaryMovesToHalf() throws IOException {
        Map<String, Integer> shares =
                shares(
                        lesson("1-canary/canary-50-50.yaml"),
                        1000,
                        call(STAFF, host("fleetman-staff-service")));

        assertThat(shares.get(RISKY)).isBetween(430, 570);
    }

    @Test
    void stickinessDoesNotWorkWithWeights() throws IOException {
        Map<String, Integer> shares =
                shares(
                        lesson("3-stickiness/weighted-and-sticky.yaml"),
                        100,
                        call(STAFF, host("fleetman-staff-service"), header("x-myval", "192")));

        assertThat(shares).containsOnlyKeys(SAFE, RISKY);
    }

    @Test
    void withoutWeightsOneValueMeetsOneVersion() throws IOException {
        SimulatedMesh mesh = lesson("3-stickiness/stickiness.yaml");
        Set<String> met = new HashSet<>();
        for (int value = 0; value < 20; value++) {
            Map<String, Integer> shares =
                    shares(
                            mesh,
                            50,
                            call(
                                    STAFF,
                                    host("fleetman-staff-service"),
                                    header("x-myval", String.valueOf(value))));
            assertThat(shares).as("value " + value).hasSize(1);
            met.addAll(shares.keySet());
        }
        assertThat(met).containsExactlyInAnyOrder(SAFE, RISKY);
    }

    @Test
    void anotherHeaderDoesNotStick() throws IOException {
        Map<String, Integer> shares =
                shares(
                        lesson("3-stickiness/stickiness.yaml"),
                        100,
                        call(STAFF, host("fleetman-staff-service"), header("myval", "192")));

        assertThat(shares).containsOnlyKeys(SAFE, RISKY);
    }

    @Test
    void aDarkReleaseIsMetByTestersOnly() throws IOException {
        SimulatedMesh mesh = lesson("2-dark-release/dark-release.yaml");
        SimulatedProxy gateway = mesh.beside("api-gateway");

        gateway.send(call(STAFF, host("fleetman-staff-service"), header("x-my-header", "canary")))
                .goesTo(RISKY);
        gateway.send(call(STAFF, host("fleetman-staff-service"))).goesTo(SAFE);
        gateway.send(call(STAFF, host("fleetman-staff-service"), header("x-my-header", "no")))
                .goesTo(SAFE);
    }
}
