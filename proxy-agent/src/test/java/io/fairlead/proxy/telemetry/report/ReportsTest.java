package io.fairlead.proxy.telemetry.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.DialMeter;
import io.fairlead.proxy.meter.Dials;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {
    private static final long EPOCH = 77;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final EdgeMeter first = new EdgeMeter(limits(3));
    private final EdgeMeter second = new EdgeMeter(limits(3));
    private final List<EdgeMeter> both = List.of(first, second);
    private final Reports reports =
            new Reports(new ReportMessages.Self("shop", "web", "web-1"), EPOCH, 2);

    @Test
    void nothingHappenedMakesNoReport() {
        assertThat(reports.next(both)).isEmpty();
        assertThat(reports.isUnderWay()).isFalse();
    }

    @Test
    void loopsAreAddedAndAnAcknowledgedRequestIsNotReportedAgain() {
        first.request(request("cart", 1));
        second.request(request("cart", 1));

        assertThat(next()).isEqualTo(new Told(1, Map.of("cart", 2L)));
        assertThat(acknowledge(EPOCH, 1)).isTrue();
        assertThat(reports.next(both)).isEmpty();

        second.request(request("cart", 2));
        assertThat(next()).isEqualTo(new Told(2, Map.of("cart", 1L)));
    }

    @Test
    void whatIsUnderWayStaysTheSameUntilItIsAcknowledged() {
        first.request(request("cart", 1));
        byte[] sent = reports.next(both).orElseThrow();
        first.request(request("cart", 2));

        assertThat(reports.next(both)).contains(sent);
        assertThat(acknowledge(EPOCH, 1)).isTrue();
        assertThat(next()).isEqualTo(new Told(2, Map.of("cart", 1L)));
    }

    @Test
    void thatNobodyCameIsARegularReportButNoLastOne() throws IOException {
        Reports arrivals = withArrivals(new Callers());

        assertThat(arrivals.next(both)).isEmpty();
        Arrived quiet = Arrived.of(arrivals.regular(both).orElseThrow());
        assertThat(quiet.rows()).isEmpty();
        assertThat(quiet.from()).isPositive().isLessThanOrEqualTo(quiet.until());
    }

    @Test
    void whoCameIsReportedOnceAndClearTextAsLongAsItLives() throws IOException {
        Callers callers = new Callers();
        Reports arrivals = withArrivals(callers);
        Came clear = callers.opened(80, new Callers.Way(4, "10.0.0.9"), "");
        clear.asked("GET", "/a?b", "curl");
        callers.opened(80, new Callers.Way(1, "spiffe://m/ns/a/sa/b"), "");

        Arrived first = Arrived.of(arrivals.regular(both).orElseThrow());
        assertThat(first.rows())
                .containsExactlyInAnyOrder(
                        "80 4 10.0.0.9 GET /a by curl 1 1 0 1",
                        "80 1 spiffe://m/ns/a/sa/b  1 0 0 1");
        assertThat(arrivals.acknowledged(new ReportMessages.Ack(EPOCH, 1))).isTrue();

        Arrived second = Arrived.of(arrivals.regular(both).orElseThrow());
        assertThat(second.rows()).containsExactly("80 4 10.0.0.9 GET /a by curl 0 0 0 1");
        assertThat(second.from()).isEqualTo(first.until());
        arrivals.acknowledged(new ReportMessages.Ack(EPOCH, 2));

        clear.gone();
        assertThat(Arrived.of(arrivals.regular(both).orElseThrow()).rows()).isEmpty();
    }

    @Test
    void whatFindsNoRoomIsCountedTogether() {
        Callers callers = new Callers();
        for (int i = 0; i < Callers.SOURCES_MAX + 3; i++) {
            callers.refused(80, new Callers.Way(5, "10.0.1." + i), "");
        }
        for (int port = 1000; port < 1000 + Callers.PORTS_MAX; port++) {
            callers.refused(port, new Callers.Way(5, "10.0.1.1"), "");
        }
        assertThat(callers.look())
                .filteredOn(row -> row.way().source().equals(Callers.MANY))
                .extracting(row -> row.came().unreported())
                .containsExactly(new Came.Numbers(3, 0, 3));
        assertThat(callers.look()).filteredOn(row -> row.port() == 0).hasSize(1);
    }

    @Test
    void whoComesNoMoreMakesRoomOnceHeIsReported() {
        Callers callers = new Callers();
        Came came = callers.opened(80, new Callers.Way(5, "10.0.1.1"), "");
        for (int look = 0; look < 1_000; look++) {
            assertThat(callers.look()).hasSize(1);
        }
        came.acknowledged(came.unreported());
        came.gone();
        for (int look = 0; look < 1_000; look++) {
            callers.look();
        }
        assertThat(callers.look()).isEmpty();
    }

    @Test
    void whereClearTextCameFromIsReportedOnce() throws IOException {
        Callers callers = new Callers();
        Reports arrivals = withArrivals(callers);
        callers.opened(80, new Callers.Way(5, "10.0.0.9"), "").from(65);
        assertThat(Arrived.of(arrivals.regular(both).orElseThrow()).rows())
                .containsExactly("80 5 10.0.0.9  1 0 0 1 A");
        arrivals.acknowledged(new ReportMessages.Ack(EPOCH, 1));
        assertThat(Arrived.of(arrivals.regular(both).orElseThrow()).rows())
                .containsExactly("80 5 10.0.0.9  0 0 0 1");
    }

    /// A connection that carries many requests, and one that is encrypted.
    @Test
    void whomTheWorkloadCalledInClearTextIsReportedOnce() throws IOException {
        Dials dials = new Dials();
        DialMeter meter = new DialMeter(dials);
        Reports reporting = withArrivals(new Callers(), dials);
        RequestRecord clear = called("10.0.0.1:4000", true);
        meter.used(clear);
        meter.used(clear);
        meter.used(called("10.0.0.1:4001", false));

        Arrived first = Arrived.of(reporting.regular(both).orElseThrow());
        assertThat(first.dials())
                .containsExactly("10.0.0.1:4000 10.0.0.2:80 7 PassthroughCluster cart?");
        reporting.acknowledged(new ReportMessages.Ack(EPOCH, 1));
        assertThat(Arrived.of(reporting.regular(both).orElseThrow()).dials()).isEmpty();
    }

    private static RequestRecord called(String from, boolean clear) {
        RequestRecord record = new RequestRecord();
        record.upstreamLocalAddress = from;
        record.upstreamHost = "10.0.0.2:80";
        record.upstreamCluster = "PassthroughCluster";
        record.authority = "cart\u0007";
        record.startEpochMillis = 7;
        record.upstreamClear = clear;
        return record;
    }

    private static Reports withArrivals(Callers callers) {
        return withArrivals(callers, new Dials());
    }

    private static Reports withArrivals(Callers callers, Dials dials) {
        return new Reports(
                new ReportMessages.Self("shop", "web", "web-1"),
                EPOCH,
                2,
                new ArrivalReports(
                        new ReportClient.Inbound(callers, Enforcement.none(), dials),
                        Clock.SYSTEM,
                        10));
    }

    /// Fields 5 to 7, and 9, of a report.
    private record Arrived(long from, long until, List<String> rows, List<String> dials) {
        static Arrived of(byte[] message) throws IOException {
            long from = 0;
            long until = 0;
            List<String> rows = new ArrayList<>();
            List<String> dials = new ArrayList<>();
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 5 -> from = in.readUInt64();
                    case 6 -> until = in.readUInt64();
                    case 7 -> rows.add(row(CodedInputStream.newInstance(in.readByteArray())));
                    case 9 -> dials.add(row(CodedInputStream.newInstance(in.readByteArray())));
                    default -> assertThat(in.skipField(tag)).isTrue();
                }
            }
            return new Arrived(from, until, rows, dials);
        }

        private static String row(CodedInputStream in) throws IOException {
            List<String> fields = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                boolean text =
                        WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                fields.add(text ? in.readString() : String.valueOf(in.readUInt64()));
            }
            return String.join(" ", fields);
        }
    }

    @ParameterizedTest
    @CsvSource({"76,1", "77,0", "77,2"})
    void anAcknowledgementOfAnotherReportIsNone(long epoch, long sequence) {
        first.request(request("cart", 1));
        Told sent = next();

        assertThat(acknowledge(epoch, sequence)).isFalse();
        assertThat(next()).isEqualTo(sent);
    }

    @Test
    void anAcknowledgementThatComesTwiceCountsOnce() {
        first.request(request("cart", 1));
        next();
        assertThat(acknowledge(EPOCH, 1)).isTrue();
        assertThat(acknowledge(EPOCH, 1)).isFalse();

        first.request(request("cart", 2));
        assertThat(next()).isEqualTo(new Told(2, Map.of("cart", 1L)));
    }

    @Test
    void whatFindsNoRoomInAReportComesInTheNext() {
        first.request(request("cart", 1));
        first.request(request("shop", 1));
        first.request(request("till", 1));

        assertThat(next().counts()).containsOnlyKeys("cart", "shop");
        acknowledge(EPOCH, 1);
        assertThat(next().counts()).containsOnlyKeys("till");
    }

    @Test
    void tooManyEdgesAreCountedTogether() {
        for (String service : List.of("a", "b", "c", "d", "e")) {
            first.request(request(service, 1));
        }
        Map<String, Long> all = new TreeMap<>(next().counts());
        acknowledge(EPOCH, 1);
        all.putAll(next().counts());

        assertThat(all).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L, "", 2L));
    }

    @Test
    void anIdleEdgeMakesRoomOnceItIsReported() {
        for (String service : List.of("a", "b", "c")) {
            first.request(request(service, 1));
        }
        long later = 1 + IDLE.toNanos();
        first.request(request("early", later));
        assertThat(services()).as("nothing is reported").contains("a", "b", "c", "unknown");

        drain();
        long muchLater = later + IDLE.toNanos();
        first.request(request("c", muchLater));
        first.request(request("late", muchLater));
        assertThat(services()).containsExactlyInAnyOrder("unknown", "c", "late");
        assertThat(next().counts()).isEqualTo(Map.of("c", 1L, "late", 1L));
    }

    @Test
    void anEdgeThatWasForgottenBeginsAtNothing() {
        for (String service : List.of("a", "b", "c")) {
            first.request(request(service, 1));
        }
        drain();
        long later = 1 + IDLE.toNanos();
        first.request(request("late", later));
        drain();
        first.request(request("a", later));

        assertThat(next().counts()).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void bytesOfAConnectionAreReportedAsTheyMove() {
        RequestRecord connection = request("mysql", 1);
        connection.requestProtocol = RequestProtocol.TCP;
        first.opened(connection);
        next();
        acknowledge(EPOCH, 1);
        first.moved(connection, 10, 20);

        assertThat(next()).isEqualTo(new Told(2, Map.of("mysql", 0L)));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "63,0",
        "64,1",
        "79,1",
        "80,2",
        "127,4",
        "128,5",
        "1000000,56",
        "67108863,80",
        "67108864,81",
        "9000000000,81"
    })
    void bucketsAreAQuarterOfAnOctave(long micros, int bucket) {
        assertThat(Tally.bucketOf(micros)).isEqualTo(bucket);
    }

    private List<String> services() {
        return first.counted().stream().map(one -> one.edge.service().name()).toList();
    }

    private void drain() {
        for (Optional<byte[]> one = reports.next(both); one.isPresent(); one = reports.next(both)) {
            acknowledge(EPOCH, read(one.get()).sequence());
        }
    }

    private boolean acknowledge(long epoch, long sequence) {
        return reports.acknowledged(new ReportMessages.Ack(epoch, sequence));
    }

    private Told next() {
        return read(reports.next(both).orElseThrow());
    }

    private static Limits limits(int edges) {
        Duration any = Duration.ofSeconds(1);
        return new Limits(edges, IDLE, 2, any, any, any, any, any);
    }

    private static RequestRecord request(String service, long endNanos) {
        RequestRecord request = new RequestRecord();
        request.service = new ServiceLabels(service + ".shop", service, "shop");
        request.peer = WorkloadLabels.UNKNOWN;
        request.responseCode = 200;
        request.startNanos = endNanos;
        request.endNanos = endNanos;
        return request;
    }

    /// What a report says, as far as these tests ask: requests by service.
    private record Told(long sequence, Map<String, Long> counts) {}

    private static Told read(byte[] message) {
        try {
            long sequence = 0;
            Map<String, Long> counts = new TreeMap<>();
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 2 -> sequence = in.readUInt64();
                    case 4 -> row(CodedInputStream.newInstance(in.readByteArray()), counts);
                    default -> assertThat(in.skipField(tag)).isTrue();
                }
            }
            return new Told(sequence, counts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(CodedInputStream in, Map<String, Long> counts) throws IOException {
        String service = "";
        long count = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 6 -> service = in.readString();
                case 10 -> count = in.readUInt64();
                default -> assertThat(in.skipField(tag)).isTrue();
            }
        }
        counts.merge(service, count, Long::sum);
    }
}
