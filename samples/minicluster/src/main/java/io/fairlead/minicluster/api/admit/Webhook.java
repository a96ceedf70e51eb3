package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/// One webhook of a configuration, as it is stored: checked, with defaults.
///
/// @param id of all webhooks this one: configuration and name
record Webhook(String id, JsonNode node) {

    String name() {
        return node.path("name").asText();
    }

    /// May the write go on when this webhook can't be asked?
    boolean ignoresFailure() {
        return node.path("failurePolicy").asText().equals("Ignore");
    }

    boolean equivalent() {
        return !node.path("matchPolicy").asText().equals("Exact");
    }

    boolean reinvoked() {
        return node.path("reinvocationPolicy").asText().equals("IfNeeded");
    }

    Duration timeout() {
        return Duration.ofSeconds(node.path("timeoutSeconds").asInt(10));
    }

    JsonNode rules() {
        return node.path("rules");
    }

    JsonNode client() {
        return node.path("clientConfig");
    }
}
