package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Something done wrong on purpose, to see that the right row fails.
public enum Sabotage {
    /// Nothing.
    NONE("none"),
    /// The canary's weights are even: row 45.
    WRONG_WEIGHT("45"),
    /// The gateway drops the headers that lessons ask it to pass on: row 64.
    DROPPED_HEADER("64"),
    /// The sidecar's own traffic is captured, so that it talks to itself: row 1.
    PROXY_NOT_EXEMPT("1"),
    /// The file of rules never arrives: row 28.
    LOST_FILE("28"),
    /// Stickiness looks at a header that nobody sends: row 55.
    WRONG_HASH("55"),
    /// The gateway drops the headers of traces: row 42.
    LOST_CONTEXT("42"),
    /// Something of networking.istio.io is there already: row 41.
    HIDDEN_RULE("41"),
    /// Requests are not counted where they arrive: row 36.
    UNCOUNTED("36");

    private static final Duration EFFECT = Duration.ofSeconds(30);

    private static final String HALF_COUNTED =
            """
            ---
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: check-uncounted, namespace: default}
            spec:
              metrics:
              - overrides: [{match: {metric: REQUEST_COUNT, mode: SERVER}, disabled: true}]
            """;

    private final String row;

    Sabotage(String row) {
        this.row = row;
    }

    /// Finds one by its name on the command line.
    ///
    /// @throws IllegalArgumentException naming all that there are
    public static Sabotage named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.word().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no sabotage "
                                        + name
                                        + "; there are: "
                                        + Arrays.stream(values())
                                                .map(Sabotage::word)
                                                .collect(Collectors.joining(" "))));
    }

    /// The row that has to fail.
    public String row() {
        return row;
    }

    /// Its name on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What the cluster itself does wrong.
    List<String> ofTheCluster() {
        return this == PROXY_NOT_EXEMPT ? List.of(word()) : List.of();
    }

    /// YAML as this sabotage lets it arrive.
    String spoil(String yaml) {
        return switch (this) {
            case WRONG_WEIGHT -> yaml.replaceAll("weight: [19]0\\b", "weight: 50");
            case LOST_FILE -> "# lost\n";
            case WRONG_HASH -> yaml.replace("httpHeaderName: x-myval", "httpHeaderName: x-nobody");
            case UNCOUNTED -> yaml + HALF_COUNTED;
            case NONE, DROPPED_HEADER, LOST_CONTEXT, HIDDEN_RULE, PROXY_NOT_EXEMPT -> yaml;
        };
    }

    /// Done once the fleet runs.
    void prepare(Fleet fleet) throws InterruptedException {
        if (this == DROPPED_HEADER || this == LOST_CONTEXT) {
            Gateways.stopPropagation(fleet);
        }
        if (this == HIDDEN_RULE) {
            fleet.apply("check-hidden.yaml", CanaryRows.canary(fleet, 90, 10));
            // A row that asks before the daemon has read it would find nothing.
            fleet.await(EFFECT, () -> TelemetryRows.hasRules(fleet, "api-gateway"));
        }
    }
}
