package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/// How an object of the server becomes what the plan says, as a JSON merge patch (RFC 7386): what the plan says is set,
/// what it said last time and no longer is removed, what others wrote beside it stays.
final class Merging {
    private static final String BUNDLE = "caBundle";

    private Merging() {}

    /// Empty when nothing has to change.
    static ObjectNode patch(ObjectNode live, ObjectNode desired) {
        return patch(live, withBundles(live, desired), Marks.applied(live));
    }

    private static ObjectNode patch(JsonNode live, ObjectNode desired, JsonNode last) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        desired.properties()
                .forEach(e -> {
                    String name = e.getKey();
                    JsonNode value = e.getValue();
                    JsonNode is = live.path(name);
                    if (value instanceof ObjectNode object && is.isObject()) {
                        ObjectNode inner = patch(is, object, last.path(name));
                        if (!inner.isEmpty()) {
                            patch.set(name, inner);
                        }
                    } else if (!isKept(is, value, last.path(name))) {
                        patch.set(name, value);
                    }
                });
        last.fieldNames()
                .forEachRemaining(name -> {
                    if (!desired.has(name) && live.has(name)) {
                        patch.putNull(name);
                    }
                });
        return patch;
    }

    /// A list stays where it says what the plan says and the plan says what it said: a server completes items.
    private static boolean isKept(JsonNode live, JsonNode desired, JsonNode last) {
        return live.equals(desired)
                || (desired.isArray() && desired.equals(last) && covers(live, desired));
    }

    private static boolean covers(JsonNode live, JsonNode desired) {
        if (desired.isObject()) {
            return live.isObject()
                    && desired.properties().stream()
                            .allMatch(e -> covers(live.path(e.getKey()), e.getValue()));
        }
        if (desired.isArray()) {
            if (!live.isArray() || live.size() != desired.size()) {
                return false;
            }
            for (int i = 0; i < desired.size(); i++) {
                if (!covers(live.get(i), desired.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return live.equals(desired);
    }

    /// The daemon writes the certificates into webhooks; applying them again must not take them away.
    private static ObjectNode withBundles(ObjectNode live, ObjectNode desired) {
        if (!desired.path("kind").asText().endsWith("WebhookConfiguration")) {
            return desired;
        }
        Map<String, JsonNode> bundles = new TreeMap<>();
        live.path("webhooks")
                .forEach(webhook ->
                        bundles.put(
                                webhook.path("name").asText(),
                                webhook.path("clientConfig").path(BUNDLE)));
        ObjectNode completed = desired.deepCopy();
        completed
                .path("webhooks")
                .forEach(webhook -> {
                    JsonNode bundle =
                            bundles.getOrDefault(
                                    webhook.path("name").asText(), MissingNode.getInstance());
                    if (bundle.isTextual()
                            && webhook.path("clientConfig") instanceof ObjectNode config
                            && !config.has(BUNDLE)) {
                        config.set(BUNDLE, bundle);
                    }
                });
        return completed;
    }
}
