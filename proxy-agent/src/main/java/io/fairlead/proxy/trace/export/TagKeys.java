package io.fairlead.proxy.trace.export;

import io.opentelemetry.api.common.AttributeKey;
import java.util.HashMap;
import java.util.Map;

/// Names of tags as OpenTelemetry's exporters want them: a key keeps its own bytes once it was sent. Of one thread.
final class TagKeys {

    /// Names come from the configuration, which changes now and then.
    private static final int KEYS_MAX = 256;

    private final Map<String, AttributeKey<String>> keys = new HashMap<>();

    AttributeKey<String> of(String name) {
        AttributeKey<String> known = keys.get(name);
        if (known != null) {
            return known;
        }
        if (keys.size() >= KEYS_MAX) {
            keys.clear();
        }
        AttributeKey<String> key = AttributeKey.stringKey(name);
        keys.put(name, key);
        return key;
    }
}
