package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortWish;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvoyTrialsTest {
    private static final PodRef POD = new PodRef("shop", "cart-1");

    private static PodWish wish(PortMode mode) {
        return new PodWish(new TreeMap<>(Map.of(8080, new PortWish(mode, 5))));
    }

    /// Nothing is taken for done before the listener says so, and nothing for taken back.
    @ParameterizedTest
    @CsvSource({
        "AUDIT, PERMISSIVE, AUDIT",
        "AUDIT, STRICT, TRIAL",
        "TRIAL, PERMISSIVE, PERMISSIVE",
        "TRIAL, STRICT, TRIAL"
    })
    void itDoesWhatItsListenerSays(PortMode wished, PortMode listener, PortMode held) {
        TreeMap<Integer, PortMode> does = new TreeMap<>(Map.of(0, listener));
        PortHeld port =
                EnvoyTrials.held(POD, wish(wished), does, Instant.EPOCH)
                        .orElseThrow()
                        .ports()
                        .get(8080);
        assertThat(port).isEqualTo(new PortHeld(held, 5, false, "", Instant.EPOCH, 0, 0));
    }

    @Test
    void whoAcknowledgedNothingHoldsNothing() {
        assertThat(EnvoyTrials.held(POD, wish(PortMode.TRIAL), null, Instant.EPOCH)).isEmpty();
        assertThat(EnvoyTrials.held(POD, PodWish.NONE, new TreeMap<>(), Instant.EPOCH)).isEmpty();
    }

    @Test
    void onlyTrialsNeedAListener() {
        PodRef other = new PodRef("shop", "web-1");
        assertThat(EnvoyTrials.of(Map.of(POD, wish(PortMode.TRIAL), other, wish(PortMode.AUDIT))))
                .containsOnlyKeys(POD)
                .hasEntrySatisfying(
                        POD, ports -> assertThat(List.copyOf(ports)).containsExactly(8080));
    }
}
