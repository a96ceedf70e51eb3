package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.fairlead.proxy.model.AccessLog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Access logs that servers take over gRPC.
final class LogServerDecoder {
    private static final int BATCH_BYTES = 16 * 1024;
    private static final int BATCH_BYTES_MAX = 256 * 1024;
    private static final long FLUSH_MILLIS = 1_000;
    private static final long FLUSH_MILLIS_MIN = 100;
    private static final long FLUSH_MILLIS_MAX = 60_000;

    /// gRPC's own, which is known where a call is; other trailers aren't kept.
    private static final String STATUS = "grpc-status";

    private LogServerDecoder() {}

    static Optional<AccessLog.To> requests(HttpGrpcAccessLogConfig wire, Notes notes) {
        AccessLog.Headers headers =
                new AccessLog.Headers(
                        names(wire.getAdditionalRequestHeadersToLogList()),
                        names(wire.getAdditionalResponseHeadersToLogList()),
                        names(wire.getAdditionalResponseTrailersToLogList()));
        if (headers.trailers().stream().anyMatch(name -> !name.equals(STATUS))) {
            notes.noEffect("of trailers only " + STATUS + " is told");
        }
        return stream(wire.getCommonConfig(), false, notes)
                .map(stream -> new AccessLog.To.Server(stream, headers));
    }

    static Optional<AccessLog.To> connections(CommonGrpcAccessLogConfig wire, Notes notes) {
        return stream(wire, true, notes)
                .map(stream -> new AccessLog.To.Server(stream, AccessLog.Headers.NONE));
    }

    private static Optional<AccessLog.Stream> stream(
            CommonGrpcAccessLogConfig wire, boolean tcp, Notes notes) {
        String cluster = wire.getGrpcService().getEnvoyGrpc().getClusterName();
        if (cluster.isEmpty()) {
            notes.noEffect("a server that is no cluster (envoy_grpc) is not called");
            return Optional.empty();
        }
        if (wire.getFilterStateObjectsToLogCount() > 0 || wire.getCustomTagsCount() > 0) {
            notes.noEffect("filter states and custom tags are not told");
        }
        return Optional.of(
                new AccessLog.Stream(
                        cluster,
                        wire.getLogName(),
                        tcp,
                        flush(wire),
                        wire.hasBufferSizeBytes()
                                ? Math.clamp(
                                        Integer.toUnsignedLong(
                                                wire.getBufferSizeBytes().getValue()),
                                        0,
                                        BATCH_BYTES_MAX)
                                : BATCH_BYTES));
    }

    private static java.time.Duration flush(CommonGrpcAccessLogConfig wire) {
        Duration written = wire.getBufferFlushInterval();
        long seconds = Math.clamp(written.getSeconds(), 0, FLUSH_MILLIS_MAX / 1_000);
        long millis =
                wire.hasBufferFlushInterval()
                        ? seconds * 1_000 + Math.max(0, written.getNanos()) / 1_000_000
                        : FLUSH_MILLIS;
        return java.time.Duration.ofMillis(Math.clamp(millis, FLUSH_MILLIS_MIN, FLUSH_MILLIS_MAX));
    }

    private static List<String> names(List<String> written) {
        return written.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
