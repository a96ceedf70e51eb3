package io.fairlead.ingest.decode;

import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.StringMatch;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads one item of an http route's match list.
final class HttpMatchReader {
    private HttpMatchReader() {}

    static HttpMatch read(Cursor match) {
        return new HttpMatch(
                match.text("name"),
                maybe(match.child("uri")),
                match.flag("ignoreUriCase"),
                maybe(match.child("scheme")),
                maybe(match.child("method")),
                maybe(match.child("authority")),
                strings(match, "headers"),
                strings(match, "withoutHeaders"),
                strings(match, "queryParams"),
                match.integer("port", 0),
                match.textMap("sourceLabels"),
                match.text("sourceNamespace"),
                match.texts("gateways"),
                match.text("statPrefix"));
    }

    private static @Nullable StringMatch maybe(@Nullable Cursor cursor) {
        return cursor == null ? null : string(cursor);
    }

    private static SortedMap<String, StringMatch> strings(Cursor match, String name) {
        SortedMap<String, StringMatch> strings = new TreeMap<>();
        match.map(name).forEach((key, cursor) -> strings.put(key, string(cursor)));
        return strings;
    }

    static StringMatch string(Cursor cursor) {
        if (cursor.has("exact")) {
            return new StringMatch.Exact(cursor.text("exact"));
        }
        if (cursor.has("prefix")) {
            return new StringMatch.Prefix(cursor.text("prefix"));
        }
        if (cursor.has("regex")) {
            return new StringMatch.Regex(cursor.text("regex"));
        }
        return new StringMatch.Present();
    }
}
