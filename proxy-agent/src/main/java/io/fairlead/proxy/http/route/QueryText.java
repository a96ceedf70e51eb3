package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Ascii;
import org.jspecify.annotations.Nullable;

/// Reads a query string as it stands, without decoding.
public final class QueryText {
    private QueryText() {}

    /// The value of the first parameter of that name; empty when it has none; null when it isn't there.
    public static @Nullable CharSequence find(CharSequence query, String name) {
        int from = 0;
        while (from <= query.length()) {
            int end = indexOf(query, '&', from, query.length());
            int equals = indexOf(query, '=', from, end);
            if (equals - from == name.length() && Ascii.regionMatches(query, from, name, false)) {
                return equals < end ? query.subSequence(equals + 1, end) : "";
            }
            from = end + 1;
        }
        return null;
    }

    private static int indexOf(CharSequence text, char wanted, int from, int to) {
        int i = from;
        while (i < to && text.charAt(i) != wanted) {
            i++;
        }
        return i;
    }
}
