package io.fairlead.minicluster.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.schema.Meta;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The annotation `proxy.istio.io/config`: settings of one pod's proxy, as YAML of Istio's ProxyConfig.
final class ProxyConfigAnnotation {

    private static final String NAME = "proxy.istio.io/config";
    private static final String ENVIRONMENT = "proxyMetadata";
    private static final YAMLMapper YAML = new YAMLMapper();

    private ProxyConfigAnnotation() {}

    /// What a pod's annotation says; empty where there is none, or none that can be read.
    static ObjectNode of(Meta pod) {
        try {
            JsonNode read = YAML.readTree(pod.annotations().getOrDefault(NAME, "{}"));
            return read instanceof ObjectNode settings
                    ? settings
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /// Why a pod's annotation can't be read, and what to write instead.
    static Optional<String> problem(Meta pod) {
        try {
            JsonNode read = YAML.readTree(pod.annotations().getOrDefault(NAME, "{}"));
            return read instanceof ObjectNode
                    ? Optional.empty()
                    : Optional.of(message("it is no object"));
        } catch (JsonProcessingException unreadable) {
            return Optional.of(message(unreadable.getOriginalMessage()));
        }
    }

    private static String message(String reason) {
        return "annotation %s is ignored: %s; write fields of ProxyConfig, for example proxyMetadata: {SECRET_TTL: 1h}"
                .formatted(NAME, reason);
    }

    /// The environment that the settings give the proxy.
    static Map<String, String> environment(ObjectNode settings) {
        Map<String, String> environment = new TreeMap<>();
        settings.path(ENVIRONMENT)
                .properties()
                .forEach(field -> environment.put(field.getKey(), field.getValue().asText()));
        return environment;
    }
}
