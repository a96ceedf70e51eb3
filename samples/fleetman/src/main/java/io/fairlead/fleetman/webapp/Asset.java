package io.fairlead.fleetman.webapp;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Header;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A file of the page, held in memory.
///
/// @param tag changes with the content
record Asset(String type, Body content, String tag) {

    private static final int TAG_CHARACTERS = 16;

    static Asset of(String name, Body content) {
        return new Asset(typeOf(name), content, tagOf(content));
    }

    /// This file with another text.
    Asset withText(String text) {
        Body changed = Body.of(text);
        return new Asset(type, changed, tagOf(changed));
    }

    String text() {
        return content.text();
    }

    /// The file, or 304 to a browser that has it already. Browsers ask every time, so that a new edition shows at once.
    Response answer(Request request) {
        String quoted = '"' + tag + '"';
        Headers headers =
                new Headers(
                        List.of(
                                new Header("Content-Type", type),
                                new Header("Cache-Control", "no-cache"),
                                new Header("ETag", quoted)));
        boolean known = request.headers().first("If-None-Match").filter(quoted::equals).isPresent();
        return known ? new Response(304, headers, Body.EMPTY) : new Response(200, headers, content);
    }

    private static String tagOf(Body content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.bytes());
            return HexFormat.of().formatHex(hash).substring(0, TAG_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html;charset=UTF-8";
            case "css" -> "text/css;charset=UTF-8";
            case "js" -> "text/javascript;charset=UTF-8";
            case "svg" -> "image/svg+xml";
            default -> "text/plain;charset=UTF-8";
        };
    }
}
