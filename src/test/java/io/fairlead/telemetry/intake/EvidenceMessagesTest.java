package io.fairlead.telemetry.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.telemetry.aggregate.TrafficReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fields 5 to 7, and 9, of a report, good and bad.
class EvidenceMessagesTest {
    private static final Instant NOW = Instant.ofEpochMilli(10_000);
    private static final TrafficReport REPORT =
            new TrafficReport(7, 3, new TrafficReport.Pod("shop", "cart", "cart-1"), List.of());

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] report(long from, long until, byte[]... rows) throws IOException {
        return message(out -> {
            out.writeUInt64(1, 7);
            out.writeUInt64(5, from);
            out.writeUInt64(6, until);
            for (byte[] row : rows) {
                out.writeByteArray(7, row);
            }
        });
    }

    private static byte[] row(int port, int kind, String source) throws IOException {
        return message(out -> {
            out.writeUInt32(1, port);
            out.writeUInt32(2, kind);
            out.writeString(3, source);
            out.writeString(4, "GET /a");
            out.writeUInt64(5, 4);
            out.writeUInt64(6, 9);
            out.writeUInt64(7, 1);
            out.writeUInt32(8, 2);
        });
    }

    private static byte[] dialed(String from, String to) throws IOException {
        byte[] dial =
                message(out -> {
                    out.writeString(1, from);
                    out.writeString(2, to);
                    out.writeUInt64(3, 8_500);
                    out.writeString(4, "PassthroughCluster");
                    out.writeString(5, "cart");
                });
        return message(out -> {
            out.writeUInt64(5, 8_000);
            out.writeUInt64(6, 9_000);
            out.writeByteArray(9, dial);
        });
    }

    private static EvidenceDelta read(byte[] message) throws IOException {
        return EvidenceMessages.of(message, REPORT, NOW).orElseThrow();
    }

    @Test
    void aRowIsReadWithTheReportsNumbers() throws IOException {
        EvidenceDelta delta = read(report(8_000, 9_000, row(8080, 4, "10.0.0.9")));
        assertThat(delta.pod()).isEqualTo(new EvidenceDelta.Pod("shop", "cart", "cart-1"));
        assertThat(delta.epoch()).isEqualTo(7);
        assertThat(delta.sequence()).isEqualTo(3);
        assertThat(delta.from()).isEqualTo(Instant.ofEpochMilli(8_000));
        assertThat(delta.until()).isEqualTo(Instant.ofEpochMilli(9_000));
        assertThat(delta.rows())
                .containsExactly(
                        new EvidenceDelta.Row(
                                8080, TrafficClass.PLAIN_HTTP, "10.0.0.9", "GET /a", 4, 9, 1));
    }

    @Test
    void whomThePodCalledIsRead() throws IOException {
        assertThat(read(dialed("10.0.0.1:4000", "[fd00::2]:80")).dials())
                .containsExactly(
                        new Dialed(
                                new FourTuple("10.0.0.1", 4000, "fd00::2", 80),
                                Instant.ofEpochMilli(8_500),
                                "PassthroughCluster",
                                "cart"));
    }

    @ParameterizedTest
    @CsvSource({"'',a:1", "a,a:1", "a:,a:1", ":1,a:1", "a:1,a:70000", "a:1,a:-1", "a:1,''"})
    void aDialThatIsNoneIsRefused(String from, String to) {
        assertThatThrownBy(() -> read(dialed(from, to))).isInstanceOf(IOException.class);
    }

    @Test
    void portsThatConnectionsCameFromAreRead() throws IOException {
        assertThat(read(cameFrom(4000, 4001)).rows().getFirst().ports())
                .containsExactly(4000, 4001);
        assertThatThrownBy(() -> read(cameFrom(70_000))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(cameFrom(-1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(cameFrom(new int[65]))).isInstanceOf(IOException.class);
    }

    private static byte[] cameFrom(int... ports) throws IOException {
        byte[] packed =
                message(out -> {
                    for (int port : ports) {
                        out.writeUInt32NoTag(port);
                    }
                });
        return report(
                8_000,
                9_000,
                message(out -> {
                    out.writeUInt32(1, 80);
                    out.writeUInt32(2, 5);
                    out.writeString(3, "10.0.0.9");
                    out.writeByteArray(9, packed);
                }));
    }

    @Test
    void aSidecarThatSaysNothingOfItGivesNoEvidence() throws IOException {
        byte[] traffic = message(out -> out.writeUInt64(1, 7));
        assertThat(EvidenceMessages.of(traffic, REPORT, NOW)).isEmpty();
    }

    /// Else whoever sets his clock ahead would count as heard for as long as he likes.
    @Test
    void nobodyReportsOfATimeToCome() throws IOException {
        EvidenceDelta delta = read(report(69_000, 70_000));
        assertThat(delta.from()).isEqualTo(NOW.minusMillis(1_000));
        assertThat(delta.until()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({"9000,8000", "0,5", "-1,5"})
    void aTimeThatIsNoneIsRefused(long from, long until) {
        assertThatThrownBy(() -> read(report(from, until)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no time");
    }

    @ParameterizedTest
    @CsvSource({"70000,4,a", "80,0,a", "80,10,a", "80,4,''"})
    void aRowThatIsNoneIsRefused(int port, int kind, String source) {
        assertThatThrownBy(() -> read(report(8_000, 9_000, row(port, kind, source))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void moreRowsThanTheLimitAreRefused() throws IOException {
        byte[][] rows = new byte[IntakeLimits.ROWS_MAX + 1][];
        java.util.Arrays.fill(rows, row(80, 4, "a"));
        byte[] report = report(8_000, 9_000, rows);
        assertThatThrownBy(() -> read(report)).hasMessageContaining("more than 1000 arrivals");
    }
}
