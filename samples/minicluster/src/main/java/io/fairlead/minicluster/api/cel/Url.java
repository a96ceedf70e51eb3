package io.fairlead.minicluster.api.cel;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URL as rules see it: an absolute one, or an absolute path. Kubernetes is milder than `java.net.URI`: a path may
/// have spaces, a host underscores.
record Url(String scheme, String host, String hostname, String port, String path, String query) {

    private static final Pattern TEXT =
            Pattern.compile(
                    "(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile(
                    "(?:[^@\\s]*@)?((\\[[0-9a-fA-F:.%]+]|[^\\s:@\\[\\]%\\\\^`{|}]*)(?::(\\d*))?)");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final Pattern ESCAPED = Pattern.compile("[^\\w.~!$&'()*+,;=:@\\[\\]/%-]");

    static Optional<Url> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (CONTROL.matcher(text).find()
                || !parts.matches()
                || (parts.group(1) == null && !text.startsWith("/"))) {
            return Optional.empty();
        }
        Matcher authority = AUTHORITY.matcher(part(parts, 2));
        String path = part(parts, 3);
        if (!authority.matches() || BROKEN.matcher(path).find()) {
            return Optional.empty();
        }
        return Optional.of(
                new Url(
                        part(parts, 1).toLowerCase(java.util.Locale.ROOT),
                        part(authority, 1),
                        part(authority, 2).replaceAll("[\\[\\]]", ""),
                        part(authority, 3),
                        path.startsWith("/") ? path : "",
                        part(parts, 4)));
    }

    private static String part(Matcher parts, int group) {
        return Objects.requireNonNullElse(parts.group(group), "");
    }

    static Url of(String text) {
        return parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "URL parse error during conversion from string: parse \"%s\""
                                        .formatted(text)));
    }

    String escapedPath() {
        return ESCAPED.matcher(path)
                .replaceAll(found ->
                        URLEncoder.encode(found.group(), StandardCharsets.UTF_8)
                                .replace("+", "%20"));
    }

    /// The parameters; a pair that isn't well written isn't there.
    Map<String, List<String>> parameters() {
        Map<String, List<String>> all = new HashMap<>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty() || pair.contains(";") || BROKEN.matcher(pair).find()) {
                continue;
            }
            String[] sides = pair.split("=", 2);
            all.computeIfAbsent(decoded(sides[0]), _ -> new ArrayList<>())
                    .add(sides.length > 1 ? decoded(sides[1]) : "");
        }
        return all;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
