package io.fairlead.proxy.http.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request for tests.
public record Request(
        String method, String authority, String target, String scheme, Map<String, String> headers)
        implements RequestView {

    /// A GET.
    public static Request get(String authority, String target) {
        return new Request("GET", authority, target, "http", Map.of());
    }

    /// A copy with these headers and no others.
    public Request with(Map<String, String> others) {
        return new Request(method, authority, target, scheme, others);
    }

    /// A copy with another method.
    public Request method(String other) {
        return new Request(other, authority, target, scheme, headers);
    }

    @Override
    public CharSequence path() {
        int at = target.indexOf('?');
        return at < 0 ? target : target.substring(0, at);
    }

    @Override
    public @Nullable CharSequence query() {
        int at = target.indexOf('?');
        return at < 0 ? null : target.substring(at + 1);
    }

    @Override
    public @Nullable CharSequence header(String name) {
        return headers.get(name);
    }
}
