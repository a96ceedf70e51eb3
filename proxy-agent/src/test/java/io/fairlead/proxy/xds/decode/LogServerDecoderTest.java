package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogServerDecoderTest {
    private final Notes notes = new Notes("listener");

    @Test
    void whatIsNotWrittenIsAsInEnvoy() {
        assertThat(LogServerDecoder.connections(common().build(), notes))
                .contains(
                        new AccessLog.To.Server(
                                new AccessLog.Stream(
                                        "als",
                                        "seen",
                                        true,
                                        java.time.Duration.ofSeconds(1),
                                        16_384),
                                AccessLog.Headers.NONE));
        assertThat(found()).isEmpty();
    }

    @Test
    void headersAndBatches() {
        HttpGrpcAccessLogConfig wire =
                HttpGrpcAccessLogConfig.newBuilder()
                        .setCommonConfig(
                                common().setBufferFlushInterval(Duration.newBuilder().setSeconds(2))
                                        .setBufferSizeBytes(UInt32Value.of(100)))
                        .addAdditionalRequestHeadersToLog("X-Tier")
                        .addAdditionalResponseTrailersToLog("grpc-status")
                        .addAdditionalResponseTrailersToLog("x-late")
                        .build();
        assertThat(LogServerDecoder.requests(wire, notes))
                .contains(
                        new AccessLog.To.Server(
                                new AccessLog.Stream(
                                        "als", "seen", false, java.time.Duration.ofSeconds(2), 100),
                                new AccessLog.Headers(
                                        List.of("x-tier"),
                                        List.of(),
                                        List.of("grpc-status", "x-late"))));
        assertThat(found()).containsExactly("of trailers only grpc-status is told");
    }

    @Test
    void whatIsTooMuchOrTooLittleIsClamped() {
        CommonGrpcAccessLogConfig wire =
                common().setBufferFlushInterval(Duration.newBuilder().setSeconds(-5))
                        .setBufferSizeBytes(UInt32Value.of(-1))
                        .build();
        assertThat(LogServerDecoder.connections(wire, notes))
                .contains(
                        new AccessLog.To.Server(
                                new AccessLog.Stream(
                                        "als",
                                        "seen",
                                        true,
                                        java.time.Duration.ofMillis(100),
                                        262_144),
                                AccessLog.Headers.NONE));
    }

    @Test
    void aServerThatIsNoClusterIsSaid() {
        CommonGrpcAccessLogConfig wire =
                CommonGrpcAccessLogConfig.newBuilder()
                        .setGrpcService(
                                GrpcService.newBuilder()
                                        .setGoogleGrpc(
                                                GrpcService.GoogleGrpc.newBuilder()
                                                        .setTargetUri("als:1")))
                        .build();
        assertThat(LogServerDecoder.connections(wire, notes)).isEmpty();
        assertThat(found())
                .containsExactly("a server that is no cluster (envoy_grpc) is not called");
    }

    private static CommonGrpcAccessLogConfig.Builder common() {
        return CommonGrpcAccessLogConfig.newBuilder()
                .setLogName("seen")
                .setGrpcService(
                        GrpcService.newBuilder()
                                .setEnvoyGrpc(
                                        GrpcService.EnvoyGrpc.newBuilder().setClusterName("als")));
    }

    private List<String> found() {
        return switch (notes.result("")) {
            case Decoded.Accepted<String>(var _, List<Problem> problems, var _) ->
                    problems.stream().map(Problem::what).toList();
            case Decoded.Rejected<String>(List<Problem> problems) ->
                    problems.stream().map(Problem::what).toList();
        };
    }
}
