package io.fairlead.fleetman.http;

import java.util.ArrayList;
import java.util.List;

/// What a service answers.
public record Response(int status, Headers headers, Body body) {

    /// 200 with this JSON, as it stands: no newline at the end.
    public static Response json(String body) {
        return of(200, "application/json;charset=UTF-8", body);
    }

    /// A text of this media type.
    public static Response of(int status, String type, String body) {
        return new Response(
                status, new Headers(List.of(new Header("Content-Type", type))), Body.of(body));
    }

    /// A status alone, with no body.
    public static Response empty(int status) {
        return new Response(status, Headers.EMPTY, Body.EMPTY);
    }

    /// The same with one more header line.
    public Response with(String name, String value) {
        List<Header> lines = new ArrayList<>(headers.lines());
        lines.add(new Header(name, value));
        return new Response(status, new Headers(lines), body);
    }
}
