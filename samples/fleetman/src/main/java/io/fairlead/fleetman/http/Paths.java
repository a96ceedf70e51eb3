package io.fairlead.fleetman.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Text as a part of a URL path.
public final class Paths {

    private Paths() {}

    /// The text, encoded for one path segment: a space is `%20`.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
