package io.fairlead.proxy.bootstrap.parse;

import com.google.gson.JsonObject;

/// Reads the files of the downward API: a line is `key="value"`, where the value is quoted as in Go.
final class DownwardApi {
    /// What the injector remembers: nobody else has to know it, and it is long.
    private static final String OWN = "proxy.fairlead.io/";

    private DownwardApi() {}

    static void addTo(JsonObject to, String content) {
        for (String line : content.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith(OWN)) {
                to.addProperty(line.substring(0, equals), unquote(line.substring(equals + 1)));
            }
        }
    }

    private static String unquote(String quoted) {
        int end = quoted.lastIndexOf('"');
        if (!quoted.startsWith("\"") || end < 1) {
            return quoted;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < end; i++) {
            char c = quoted.charAt(i);
            if (c != '\\' || i + 1 >= end) {
                out.append(c);
                continue;
            }
            char next = quoted.charAt(++i);
            out.append(
                    switch (next) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        default -> next;
                    });
        }
        return out.toString();
    }
}
