package io.fairlead.telemetry.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.testing.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What another daemon leads on: its form, and who may speak for whom.
class RelayedReportsTest {
    private static final Instant NOW = Instant.ofEpochMilli(10_000);
    private static final SpiffeId CART = new SpiffeId("cluster.local", "shop", "cart");
    private static final SpiffeId OTHER = new SpiffeId("cluster.local", "bank", "cart");
    private static final SpiffeId DAEMON = new SpiffeId("cluster.local", "istio-system", "istiod");

    private final FakeClock clock = new FakeClock(NOW);
    private final List<EvidenceDelta> evidence = new ArrayList<>();
    private final Wishes wishes = new Wishes(clock, Duration.ofSeconds(15));
    private final RelayedReports reports =
            new RelayedReports(evidence::add, wishes, clock, () -> Optional.of(DAEMON));

    private static EvidenceDelta delta(TrafficClass kind) {
        return new EvidenceDelta(
                new EvidenceDelta.Pod("shop", "", "cart-1"),
                7,
                3,
                Instant.ofEpochMilli(8_000),
                Instant.ofEpochMilli(9_000),
                List.of(
                        new EvidenceDelta.Row(
                                8080, kind, "10.0.0.9", "GET /a", 4, 9, 1, List.of(4000, 4001))),
                List.of(
                        new Dialed(
                                new FourTuple("10.0.0.1", 4000, "fd00::2", 80),
                                Instant.ofEpochMilli(8_500),
                                "PassthroughCluster",
                                "cart")));
    }

    /// What a daemon makes of an Envoy's log is the same at the other one.
    @ParameterizedTest
    @EnumSource(TrafficClass.class)
    void evidenceIsReadAsItWasWritten(TrafficClass kind) throws IOException {
        assertThat(reports.take(DAEMON, "", ReportWriter.bytes(delta(kind)), null))
                .isEqualTo(new PodRef("shop", "cart-1"));
        assertThat(evidence).containsExactly(delta(kind));
    }

    @Test
    void everySidecarSpeaksForItsOwnPodOnly() throws IOException {
        byte[] report = ReportWriter.bytes(delta(TrafficClass.MESH_MTLS));
        Wishes.Outlet back = _ -> {};
        assertThatThrownBy(() -> reports.take(OTHER, "", report, back))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> reports.take(CART, "cart-2", report, back))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> reports.take(DAEMON, "", report, back))
                .as("it tells of Envoys, which hear nothing back")
                .isInstanceOf(IOException.class);
        assertThat(evidence).isEmpty();
        assertThat(reports.take(CART, "cart-1", report, back))
                .isEqualTo(new PodRef("shop", "cart-1"));
        assertThat(reports.take(CART, "", report, back)).isEqualTo(new PodRef("shop", "cart-1"));
        assertThat(evidence).hasSize(2);
    }

    @Test
    void trafficIsLeftOutAndNothingElse() throws IOException {
        byte[] plain = ReportWriter.bytes(delta(TrafficClass.PLAIN_HTTP));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(4, new byte[300]);
        out.writeRawBytes(plain);
        out.writeByteArray(4, new byte[1]);
        out.flush();
        assertThat(ReportWriter.withoutTraffic(bytes.toByteArray())).isEqualTo(plain);
        assertThatThrownBy(() -> ReportWriter.withoutTraffic(new byte[] {4 << 3 | 2, 9}))
                .isInstanceOf(IOException.class);
    }
}
