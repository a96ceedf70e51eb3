package io.fairlead.proxy.probe;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How applications of the pod are asked whether they are well, by the path at which the kubelet asks this proxy: what
/// the injector moved from their probes into `ISTIO_KUBE_APP_PROBERS`.
///
/// @param byPath `/app-health/CONTAINER/readyz` and the like
public record AppProbers(Map<String, AppProber> byPath) {
    public static final AppProbers NONE = new AppProbers(Map.of());

    private static final int PROBERS_MAX = 512;
    private static final int PORT_MAX = 65_535;

    public AppProbers {
        byPath = Map.copyOf(byPath);
    }

    /// Reads the variable's JSON.
    ///
    /// @throws IllegalArgumentException when it can't be understood: without it the pod would never be ready
    public static AppProbers parse(@Nullable String json) {
        if (json == null || json.isBlank()) {
            return NONE;
        }
        var read = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(json, read);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "ISTIO_KUBE_APP_PROBERS is no JSON: " + e.getMessage(), e);
        }
        if (read.getFieldsCount() > PROBERS_MAX) {
            throw new IllegalArgumentException(
                    "ISTIO_KUBE_APP_PROBERS has more than " + PROBERS_MAX + " probers");
        }
        Map<String, AppProber> probers = new TreeMap<>();
        read.getFieldsMap()
                .forEach((path, value) -> probers.put(path, prober(path, value.getStructValue())));
        return new AppProbers(probers);
    }

    private static AppProber prober(String path, Struct prober) {
        int seconds = (int) number(prober, "timeoutSeconds", 1);
        for (String kind : new String[] {"httpGet", "tcpSocket", "grpc"}) {
            Value value = prober.getFieldsMap().get(kind);
            if (value == null) {
                continue;
            }
            Struct asked = value.getStructValue();
            double port = number(asked, "port", 0);
            if (port < 1 || port > PORT_MAX) {
                throw new IllegalArgumentException(
                        "ISTIO_KUBE_APP_PROBERS: %s has no port".formatted(path));
            }
            int timeout = Math.max(seconds, 1);
            return switch (kind) {
                case "httpGet" -> http(asked, (int) port, timeout);
                case "tcpSocket" -> new AppProber.Tcp((int) port, timeout);
                default -> new AppProber.Grpc((int) port, text(asked, "service", ""), timeout);
            };
        }
        throw new IllegalArgumentException(
                "ISTIO_KUBE_APP_PROBERS: %s says neither httpGet nor tcpSocket nor grpc"
                        .formatted(path));
    }

    private static AppProber http(Struct asked, int port, int timeout) {
        Map<String, String> headers = new LinkedHashMap<>();
        Value list = asked.getFieldsMap().get("httpHeaders");
        if (list != null) {
            for (Value header : list.getListValue().getValuesList()) {
                headers.put(
                        text(header.getStructValue(), "name", ""),
                        text(header.getStructValue(), "value", ""));
            }
        }
        headers.remove("");
        String path = text(asked, "path", "/");
        return new AppProber.Http(
                port,
                path.startsWith("/") ? path : "/" + path,
                text(asked, "scheme", "HTTP").equalsIgnoreCase("HTTPS"),
                headers,
                timeout);
    }

    private static double number(Struct of, String key, double otherwise) {
        Value value = of.getFieldsMap().get(key);
        if (value == null) {
            return otherwise;
        }
        if (value.hasNumberValue()) {
            return value.getNumberValue();
        }
        try {
            return Double.parseDouble(value.getStringValue());
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    private static String text(Struct of, String key, String otherwise) {
        Value value = of.getFieldsMap().get(key);
        return value == null || value.getStringValue().isEmpty()
                ? otherwise
                : value.getStringValue();
    }
}
