package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ExtensionFilter;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.fairlead.proxy.cel.Expression;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.AccessLog.Format;
import io.fairlead.proxy.model.AccessLog.To;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Access logs to files, standard output and servers.
final class AccessLogDecoder {
    private static final String CEL =
            "type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter";
    private static final String LOGGERS = "type.googleapis.com/envoy.extensions.access_loggers.";

    /// Envoy's default format.
    private static final String DEFAULT_FORMAT =
            "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE%"
                    + " %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                    + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\""
                    + " \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\"\n";

    private AccessLogDecoder() {}

    static List<AccessLog> logs(
            List<io.envoyproxy.envoy.config.accesslog.v3.AccessLog> wire, Notes notes) {
        List<AccessLog> logs = new ArrayList<>();
        for (var log : wire) {
            log(log, notes.at("access_log")).ifPresent(logs::add);
        }
        return logs;
    }

    private static Optional<AccessLog> log(
            io.envoyproxy.envoy.config.accesslog.v3.AccessLog wire, Notes notes) {
        AccessLog.Filter filter = filter(wire.getFilter(), notes.at("filter"));
        Any any = wire.getTypedConfig();
        return switch (any.getTypeUrl()) {
            case LOGGERS + "file.v3.FileAccessLog" ->
                    notes.parse(any, FileAccessLog.parser())
                            .map(file ->
                                    new AccessLog(
                                            new To.File(file.getPath(), format(file, notes)),
                                            filter));
            case LOGGERS + "stream.v3.StdoutAccessLog" ->
                    notes.parse(any, StdoutAccessLog.parser())
                            .map(out -> new AccessLog(standardOutput(out, notes), filter));
            case LOGGERS + "grpc.v3.HttpGrpcAccessLogConfig" ->
                    notes.parse(any, HttpGrpcAccessLogConfig.parser())
                            .flatMap(server -> LogServerDecoder.requests(server, notes))
                            .map(to -> new AccessLog(to, filter));
            case LOGGERS + "grpc.v3.TcpGrpcAccessLogConfig" ->
                    notes.parse(any, TcpGrpcAccessLogConfig.parser())
                            .flatMap(server ->
                                    LogServerDecoder.connections(server.getCommonConfig(), notes))
                            .map(to -> new AccessLog(to, filter));
            default -> {
                notes.noEffect(wire.getName() + " has no effect yet");
                yield Optional.empty();
            }
        };
    }

    private static final Format DEFAULT = new Format.Text(DEFAULT_FORMAT);

    private static To standardOutput(StdoutAccessLog wire, Notes notes) {
        return new To.File(
                "/dev/stdout", wire.hasLogFormat() ? format(wire.getLogFormat(), notes) : DEFAULT);
    }

    @SuppressWarnings("deprecation") // older control planes send the formats directly
    private static Format format(FileAccessLog wire, Notes notes) {
        return switch (wire.getAccessLogFormatCase()) {
            case LOG_FORMAT -> format(wire.getLogFormat(), notes);
            case FORMAT -> new Format.Text(wire.getFormat());
            case JSON_FORMAT -> json(wire.getJsonFormat(), notes);
            case TYPED_JSON_FORMAT -> json(wire.getTypedJsonFormat(), notes);
            case ACCESSLOGFORMAT_NOT_SET -> DEFAULT;
        };
    }

    @SuppressWarnings("deprecation") // Istio sends text_format_source, others text_format
    private static Format format(SubstitutionFormatString wire, Notes notes) {
        return switch (wire.getFormatCase()) {
            case TEXT_FORMAT_SOURCE ->
                    new Format.Text(wire.getTextFormatSource().getInlineString());
            case TEXT_FORMAT -> new Format.Text(wire.getTextFormat());
            case JSON_FORMAT -> json(wire.getJsonFormat(), notes);
            case FORMAT_NOT_SET -> DEFAULT;
        };
    }

    private static Format json(Struct wire, Notes notes) {
        Map<String, String> fields = new LinkedHashMap<>();
        wire.getFieldsMap()
                .forEach((name, value) -> {
                    if (value.hasStringValue()) {
                        fields.put(name, value.getStringValue());
                    } else {
                        notes.noEffect("field " + name + ": only texts are written yet");
                    }
                });
        return new Format.Json(fields);
    }

    private static AccessLog.Filter filter(AccessLogFilter wire, Notes notes) {
        return switch (wire.getFilterSpecifierCase()) {
            case FILTERSPECIFIER_NOT_SET -> new AccessLog.Filter.Always();
            case RESPONSE_FLAG_FILTER ->
                    new AccessLog.Filter.ResponseFlags(
                            new HashSet<>(wire.getResponseFlagFilter().getFlagsList()));
            case AND_FILTER ->
                    new AccessLog.Filter.All(
                            wire.getAndFilter().getFiltersList().stream()
                                    .map(one -> filter(one, notes))
                                    .toList());
            case EXTENSION_FILTER -> extension(wire.getExtensionFilter(), notes);
            case STATUS_CODE_FILTER,
                    DURATION_FILTER,
                    NOT_HEALTH_CHECK_FILTER,
                    TRACEABLE_FILTER,
                    RUNTIME_FILTER,
                    OR_FILTER,
                    HEADER_FILTER,
                    GRPC_STATUS_FILTER,
                    METADATA_FILTER,
                    LOG_TYPE_FILTER ->
                    unknown(wire.getFilterSpecifierCase().name(), notes);
        };
    }

    private static AccessLog.Filter extension(ExtensionFilter wire, Notes notes) {
        if (!wire.getTypedConfig().getTypeUrl().equals(CEL)) {
            return unknown(wire.getName(), notes);
        }
        Optional<ExpressionFilter> cel =
                notes.parse(wire.getTypedConfig(), ExpressionFilter.parser());
        if (cel.isEmpty()) {
            return unknown(wire.getName(), notes);
        }
        String text = cel.get().getExpression();
        return switch (Expression.read(text)) {
            case Expression.Ready(Expression read) ->
                    notes.hasRoomFor(read.regexSteps())
                            ? new AccessLog.Filter.Expression(text)
                            : unknown("\"" + text + "\"", notes);
            case Expression.Refused(String why) -> unknown("\"" + text + "\": " + why, notes);
        };
    }

    private static AccessLog.Filter unknown(String what, Notes notes) {
        notes.noEffect(what + " can't be asked yet: this log stays empty");
        return new AccessLog.Filter.Unknown(what);
    }
}
