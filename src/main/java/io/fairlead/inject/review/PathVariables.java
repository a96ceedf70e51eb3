package io.fairlead.inject.review;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Variables of the proxy that stand in the path of the webhook: `/inject/cluster/NAME/net/NAME`.
public final class PathVariables {
    private static final Map<String, String> KNOWN =
            Map.of("cluster", "ISTIO_META_CLUSTER_ID", "net", "ISTIO_META_NETWORK");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int VALUE_MAX = 256;

    private PathVariables() {}

    /// @param rest of the path after `/inject`; may be empty
    /// @throws IllegalArgumentException saying what is wrong with it
    public static Map<String, String> of(String rest) {
        Map<String, String> variables = new TreeMap<>();
        String bare = rest.replaceAll("^/+|/+$", "");
        if (bare.isEmpty()) {
            return variables;
        }
        String[] words = bare.split("/", -1);
        if (words.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "path: \"%s\" has no value; expected /inject/NAME/VALUE/…"
                            .formatted(words[words.length - 1]));
        }
        for (int i = 0; i < words.length; i += 2) {
            String value = words[i + 1].replace("--slash--", "/");
            if (!NAME.matcher(words[i]).matches() || value.length() > VALUE_MAX) {
                throw new IllegalArgumentException(
                        "path: \"%s\" is no name of a variable, or its value is too long"
                                .formatted(words[i]));
            }
            variables.put(KNOWN.getOrDefault(words[i], words[i].toUpperCase(Locale.ROOT)), value);
        }
        return variables;
    }
}
