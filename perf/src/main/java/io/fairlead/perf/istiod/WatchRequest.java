package io.fairlead.perf.istiod;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client wants to hear of.
///
/// @param plural of the type, as in the path
/// @param namespace empty for all
/// @param name of the one object; empty for all
/// @param labelled only objects with certain labels, which none has here
/// @param isWatch anything else is not served
/// @param fromTheStart what is there comes first, and then a mark
/// @param version that the client has already
/// @param metadataOnly objects without what they say
record WatchRequest(
        String plural,
        String namespace,
        String name,
        boolean labelled,
        boolean isWatch,
        boolean fromTheStart,
        long version,
        boolean metadataOnly) {
    private static final String NAME = "metadata.name=";
    private static final int AFTER_CORE_VERSION = 2;
    private static final int AFTER_GROUP_VERSION = 3;

    static WatchRequest of(URI uri, @Nullable String accept) {
        List<String> path = List.of(uri.getPath().substring(1).split("/", -1));
        int skip = path.getFirst().equals("api") ? AFTER_CORE_VERSION : AFTER_GROUP_VERSION;
        List<String> rest = path.size() > skip ? path.subList(skip, path.size()) : List.of();
        String namespace = "";
        if (rest.size() > 2 && rest.getFirst().equals("namespaces")) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        Map<String, String> query = query(uri.getRawQuery());
        String fields = query.getOrDefault("fieldSelector", "");
        boolean fromTheStart = query.getOrDefault("sendInitialEvents", "").equals("true");
        String version = query.getOrDefault("resourceVersion", "");
        return new WatchRequest(
                rest.isEmpty() ? "" : rest.getFirst(),
                namespace,
                fields.startsWith(NAME) ? fields.substring(NAME.length()) : "",
                query.containsKey("labelSelector"),
                rest.size() == 1 && query.getOrDefault("watch", "").equals("true"),
                fromTheStart,
                fromTheStart || version.isEmpty() ? 0 : Long.parseLong(version),
                accept != null && accept.contains("as=PartialObjectMetadata"));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    boolean wants(String ofNamespace, String ofName) {
        return !labelled
                && (namespace.isEmpty() || namespace.equals(ofNamespace))
                && (name.isEmpty() || name.equals(ofName));
    }
}
