package io.fairlead.console;

import java.nio.charset.StandardCharsets;

/// What an [Api] says.
///
/// @param status of HTTP
/// @param type of the content
/// @param body not copied: who gives it lets go of it
@SuppressWarnings("ArrayRecordComponent")
public record Reply(int status, String type, byte[] body) {

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    /// JSON that was made elsewhere.
    public static Reply json(int status, byte[] json) {
        return new Reply(status, JSON, json);
    }

    /// A sentence.
    public static Reply text(int status, String text) {
        return new Reply(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
