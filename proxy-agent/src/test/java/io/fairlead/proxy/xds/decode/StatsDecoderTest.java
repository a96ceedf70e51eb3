package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.MetricChanges.Change;
import io.fairlead.proxy.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatsDecoderTest {
    private final Notes notes = new Notes("virtualInbound");

    @Test
    void metricsAreDroppedAndLabelsChanged() {
        MetricChanges changes =
                changes(
                        """
                        {"metrics": [
                          {"name": "request_bytes", "drop": true},
                          {"name": "requests_total", "dimensions": {"host": "request.host"},
                           "tags_to_remove": ["response_flags"]}]}
                        """);

        assertThat(changes.byMetric())
                .containsOnlyKeys("request_bytes", "requests_total")
                .containsEntry("request_bytes", Change.NONE.with(true, Map.of(), Set.of()))
                .containsEntry(
                        "requests_total",
                        Change.NONE.with(
                                false, Map.of("host", "request.host"), Set.of("response_flags")));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aNamelessItemIsAboutAllMetrics() {
        MetricChanges changes = changes("{\"metrics\": [{\"tags_to_remove\": [\"source_app\"]}]}");

        assertThat(changes.tcpEvery()).isEqualTo(MetricChanges.TCP_EVERY);
        assertThat(changes("{\"tcp_reporting_duration\": \"15s\"}").tcpEvery())
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(changes("{\"tcp_reporting_duration\": \"0.001s\"}").tcpEvery())
                .isEqualTo(Duration.ofMillis(100));
        assertThat(changes.byMetric())
                .hasSize(10)
                .allSatisfy(
                        (_, change) -> assertThat(change.removed()).containsExactly("source_app"));
    }

    @Test
    void whatCannotBeReadIsToldAndTheRestCounts() {
        MetricChanges changes =
                changes(
                        """
                        {"metrics": [
                          {"name": "requests_total",
                           "dimensions": {"good": "request.host", "bad": "request.host(", "a-b": "'x'"}},
                          {"name": "invented", "drop": true}],
                         "definitions": [{"name": "own"}],
                         "tcp_reporting_duration": "soon"}
                        """);

        assertThat(changes.byMetric()).containsOnlyKeys("requests_total");
        assertThat(changes.byMetric())
                .hasEntrySatisfying(
                        "requests_total",
                        change -> assertThat(change.labels()).containsOnlyKeys("good"));
        assertThat(problems())
                .anyMatch(text -> text.contains("can't be read"))
                .anyMatch(text -> text.contains("no name of a label: a-b"))
                .anyMatch(text -> text.contains("no metric istio_invented"))
                .anyMatch(text -> text.contains("isn't known"))
                .anyMatch(text -> text.contains("not a duration"));
    }

    @Test
    void garbageIsAnError() {
        Any garbage =
                Any.newBuilder()
                        .setValue(com.google.protobuf.ByteString.copyFrom(new byte[] {1, 2}))
                        .build();

        assertThat(StatsDecoder.changes(garbage, notes)).isEqualTo(MetricChanges.STANDARD);
        assertThat(notes.result("x")).isInstanceOf(Decoded.Rejected.class);
    }

    private MetricChanges changes(String json) {
        Struct.Builder config = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(json, config);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
        TypedStruct typed =
                TypedStruct.newBuilder()
                        .setTypeUrl("type.googleapis.com/stats.PluginConfig")
                        .setValue(config)
                        .build();
        return StatsDecoder.changes(Any.pack(typed), notes);
    }

    private List<String> problems() {
        return switch (notes.result("x")) {
            case Decoded.Accepted<String>(var _, var found, var _) ->
                    found.stream().map(Problem::toString).toList();
            case Decoded.Rejected<String> rejected -> throw new AssertionError(rejected.toString());
        };
    }
}
