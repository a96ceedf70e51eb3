package io.fairlead.migrate.decide.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// I7: what counts is what a pod acknowledged.
class EffectsTest {
    private static final PodRef POD = new PodRef("shop", "cart-1");
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // policy, listener, what it says, how long ago, what counts
        "PERMISSIVE, PERMISSIVE, , 0, PERMISSIVE",
        "PERMISSIVE, PERMISSIVE, TRIAL, 1, TRIAL",
        "PERMISSIVE, PERMISSIVE, TRIAL, 17, PERMISSIVE",
        "PERMISSIVE, PERMISSIVE, AUDIT, 1, AUDIT",
        // A policy that is not acknowledged yet, one that is, and one that is gone but still holds.
        "STRICT, PERMISSIVE, , 0, PERMISSIVE",
        "STRICT, PERMISSIVE, TRIAL, 1, TRIAL",
        "STRICT, STRICT, , 0, STRICT",
        "PERMISSIVE, STRICT, , 0, STRICT",
        // A stock Envoy on trial has a listener that is STRICT; with the policy of the lock it is
        // locked.
        "PERMISSIVE, STRICT, TRIAL, 1, TRIAL",
        "STRICT, STRICT, TRIAL, 1, STRICT",
        "STRICT, , , 0, PERMISSIVE",
        "DISABLE, , , 0, DISABLE",
        // F11: a sidecar that has not heard yet that its port takes mutual TLS, whatever it says.
        "PERMISSIVE, DISABLE, AUDIT, 1, DISABLE",
        "PERMISSIVE, DISABLE, TRIAL, 1, DISABLE",
        "STRICT, DISABLE, TRIAL, 1, DISABLE"
    })
    void aModeIsWhatWasAcknowledged(
            PortMode policy, PortMode listener, PortMode held, int secondsAgo, PortMode counts) {
        Effects effects =
                new Effects(
                        held == null ? Map.of() : Map.of(POD, held(held, secondsAgo)),
                        listener == null
                                ? Map.of()
                                : Map.of(POD, new TreeMap<>(Map.of(0, listener))),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of());
        assertThat(effects.mode(POD, 8080, policy, NOW)).isEqualTo(counts);
    }

    private static PodHeld held(PortMode mode, int secondsAgo) {
        PortHeld port = new PortHeld(mode, 1, false, "", Instant.EPOCH, 0, 0);
        return new PodHeld(
                POD, NOW.minusSeconds(secondsAgo), false, new TreeMap<>(Map.of(8080, port)));
    }
}
