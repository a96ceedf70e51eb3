package io.fairlead.proxy.probe;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the application's own metrics are, as the injector moved it from the pod's annotations into
/// `ISTIO_PROMETHEUS_ANNOTATIONS`.
public record AppMetrics(int port, String path) {

    private static final Value NOTHING = Value.getDefaultInstance();
    private static final String PORT_DEFAULT = "80";
    private static final String PATH_DEFAULT = "/metrics";

    /// Reads the variable's JSON (`{"scrape":"true","path":"/metrics","port":"8080"}`). Nothing when there is nothing
    /// to scrape or it can't be read.
    public static Optional<AppMetrics> parse(@Nullable String json) {
        if (json == null || json.isBlank()) {
            return Optional.empty();
        }
        try {
            var read = Struct.newBuilder();
            JsonFormat.parser().merge(json, read);
            Struct object = read.build();
            if (!text(object, "scrape", "true").equals("true")) {
                return Optional.empty();
            }
            int port = Integer.parseInt(text(object, "port", PORT_DEFAULT));
            String path = text(object, "path", PATH_DEFAULT);
            return port < 1 || port > 65_535
                    ? Optional.empty()
                    : Optional.of(new AppMetrics(port, path.startsWith("/") ? path : "/" + path));
        } catch (InvalidProtocolBufferException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String text(Struct object, String key, String orElse) {
        String value = object.getFieldsOrDefault(key, NOTHING).getStringValue();
        return value.isBlank() ? orElse : value;
    }
}
