package io.fairlead.proxy.bootstrap.parse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/// Makes the configuration of a proxy from the environment that Istio's injector gives to a sidecar.
///
/// Every `ISTIO_META_KEY=value` becomes metadata `KEY` as a text, every `ISTIO_METAJSON_KEY` as JSON; `PROXY_CONFIG`
/// is JSON; labels and annotations of the downward API are added to those of the environment.
public final class ConfigParser {
    /// Domain of the pod's namespace, where the flag `--domain` says it.
    public static final String DOMAIN = "FAIRLEAD_DOMAIN";

    private static final String META = "ISTIO_META_";
    private static final String META_JSON = "ISTIO_METAJSON_";
    private static final String DISCOVERY = "istiod.istio-system.svc:15012";
    private static final int CONCURRENCY = 2;
    private static final int CONCURRENCY_MAX = 64;

    private final Map<String, String> environment;
    private final PodFiles files;

    private ConfigParser(Map<String, String> environment, PodFiles files) {
        this.environment = environment;
        this.files = files;
    }

    /// @param role `sidecar` or `router`
    /// @param processors of this machine, for a concurrency that isn't given
    /// @throws BadConfig when something can't be understood
    public static ProxyConfig parse(
            String role, Map<String, String> environment, PodFiles files, int processors) {
        return new ConfigParser(environment, files).parse(role, processors);
    }

    private ProxyConfig parse(String role, int processors) {
        JsonObject proxyConfig =
                json("PROXY_CONFIG", environment.getOrDefault("PROXY_CONFIG", "{}"));
        JsonObject metadata = metadata(proxyConfig);
        JsonObject labels = metadata.getAsJsonObject("LABELS");
        String pod = required("POD_NAME");
        String namespace = environment.getOrDefault("POD_NAMESPACE", "default");
        String ip = firstIp(metadata);
        String workload = text(metadata, "WORKLOAD_NAME", pod);
        String[] discovery =
                hostAndPort(
                        "PROXY_CONFIG: discoveryAddress",
                        text(proxyConfig, "discoveryAddress", DISCOVERY));
        int discoveryPort = port("discoveryAddress", discovery[1]);
        if (IdentityParser.isWanted(environment, discoveryPort, proxyConfig)) {
            // By this the daemon knows who can speak TLS with others.
            metadata.addProperty("WORKLOAD_IDENTITY_SOCKET_FILE", "socket");
        }
        return new ProxyConfig(
                role
                        + "~"
                        + ip
                        + "~"
                        + pod
                        + "."
                        + namespace
                        + "~"
                        + environment.getOrDefault(DOMAIN, namespace + ".svc.cluster.local"),
                text(labels, "app", workload) + "." + namespace,
                metadata.toString(),
                discovery[0],
                discoveryPort,
                concurrency(proxyConfig, processors),
                self(labels, workload, namespace, text(metadata, "CLUSTER_ID", "Kubernetes")),
                ip,
                duration(
                        "PROXY_CONFIG: terminationDrainDuration",
                        text(proxyConfig, "terminationDrainDuration", "5s")),
                new ProxyConfig.Ports(
                        number(proxyConfig, "proxyAdminPort", ProxyConfig.Ports.DEFAULT.admin()),
                        number(proxyConfig, "statusPort", ProxyConfig.Ports.DEFAULT.agent()),
                        number(
                                metadata,
                                "ENVOY_STATUS_PORT",
                                ProxyConfig.Ports.DEFAULT.readiness()),
                        number(
                                metadata,
                                "ENVOY_PROMETHEUS_PORT",
                                ProxyConfig.Ports.DEFAULT.metrics())));
    }

    private JsonObject metadata(JsonObject proxyConfig) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("ISTIO_VERSION", environment.getOrDefault("ISTIO_VERSION", "1.32.0"));
        metadata.addProperty("INTERCEPTION_MODE", "REDIRECT");
        copy("POD_NAME", "NAME", metadata);
        copy("POD_NAMESPACE", "NAMESPACE", metadata);
        copy("INSTANCE_IP", "INSTANCE_IPS", metadata);
        copy("SERVICE_ACCOUNT", "SERVICE_ACCOUNT", metadata);
        metadata.add("LABELS", new JsonObject());
        metadata.add("ANNOTATIONS", new JsonObject());
        new TreeMap<>(environment)
                .forEach((name, value) -> {
                    if (name.startsWith(META_JSON)) {
                        metadata.add(name.substring(META_JSON.length()), json(name, value));
                    } else if (name.startsWith(META)) {
                        metadata.addProperty(name.substring(META.length()), value);
                    }
                });
        metadata.add("STATIC_LABELS", metadata.getAsJsonObject("LABELS").deepCopy());
        DownwardApi.addTo(metadata.getAsJsonObject("LABELS"), files.labels());
        DownwardApi.addTo(metadata.getAsJsonObject("ANNOTATIONS"), files.annotations());
        metadata.add("PROXY_CONFIG", proxyConfig);
        return metadata;
    }

    private void copy(String variable, String key, JsonObject to) {
        String value = environment.get(variable);
        if (value != null && !value.isEmpty()) {
            to.addProperty(key, value);
        }
    }

    private String required(String variable) {
        String value = environment.get(variable);
        if (value == null || value.isEmpty()) {
            throw new BadConfig(
                    variable + " is not set; the sidecar needs the name of its pod there");
        }
        return value;
    }

    private static String firstIp(JsonObject metadata) {
        String ips = text(metadata, "INSTANCE_IPS", "");
        String first = ips.split(",", 2)[0].strip();
        if (first.isEmpty()) {
            throw new BadConfig(
                    "INSTANCE_IP is not set; the sidecar needs the address of its pod there");
        }
        return first;
    }

    static JsonObject json(String variable, String value) {
        try {
            JsonElement parsed = JsonParser.parseString(value);
            if (parsed.isJsonObject()) {
                return parsed.getAsJsonObject();
            }
        } catch (JsonParseException e) {
            throw new BadConfig(variable + " is not JSON: " + e.getMessage());
        }
        throw new BadConfig(variable + " is not a JSON object: " + value);
    }

    static String text(JsonObject from, String key, String otherwise) {
        JsonElement value = from.get(key);
        return value == null || !value.isJsonPrimitive() || value.getAsString().isEmpty()
                ? otherwise
                : value.getAsString();
    }

    private static int number(JsonObject from, String key, int otherwise) {
        String value = text(from, key, "");
        return value.isEmpty() ? otherwise : port(key, value);
    }

    static int port(String what, String value) {
        try {
            int port = (int) Double.parseDouble(value);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new BadConfig(what + " is not a port: " + value);
        }
        throw new BadConfig(what + " is not between 1 and 65535: " + value);
    }

    static String[] hostAndPort(String what, String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= 0) {
            throw new BadConfig(what + " is not host:port: " + address);
        }
        String host = address.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        return new String[] {
            brackets ? host.substring(1, host.length() - 1) : host, address.substring(colon + 1)
        };
    }

    private static int concurrency(JsonObject proxyConfig, int processors) {
        String value = text(proxyConfig, "concurrency", "");
        try {
            int given =
                    value.isEmpty()
                            ? Math.min(CONCURRENCY, processors)
                            : (int) Double.parseDouble(value);
            return Math.clamp(given <= 0 ? processors : given, 1, CONCURRENCY_MAX);
        } catch (NumberFormatException e) {
            throw new BadConfig("PROXY_CONFIG: concurrency is not a number: " + value);
        }
    }

    /// `5s`, `1m30s`, `500ms`.
    static Duration duration(String field, String text) {
        try {
            return text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.parse("PT" + text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new BadConfig(field + " is not a duration: " + text);
        }
    }

    private static WorkloadLabels self(
            JsonObject labels, String workload, String namespace, String cluster) {
        String app = text(labels, "app", WorkloadLabels.ABSENT);
        String version = text(labels, "version", WorkloadLabels.ABSENT);
        String name =
                text(
                        labels,
                        "service.istio.io/canonical-name",
                        text(labels, "app.kubernetes.io/name", text(labels, "app", workload)));
        String revision =
                text(
                        labels,
                        "service.istio.io/canonical-revision",
                        text(
                                labels,
                                "app.kubernetes.io/version",
                                text(labels, "version", "latest")));
        return new WorkloadLabels(
                workload, namespace, app, version, name, revision, cluster, WorkloadLabels.ABSENT);
    }
}
