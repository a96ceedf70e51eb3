package io.fairlead.fleetman.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Errors in the one JSON shape that clients of the fleet know.
public final class Failures {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Failures() {}

    /// The error as a response.
    ///
    /// @param timestamp as the fleet writes moments
    /// @param path of the request, as it came
    public static Response response(String timestamp, int status, String message, String path) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("timestamp", timestamp);
            out.writeNumberField("status", status);
            out.writeStringField("error", reason(status));
            out.writeStringField("message", message);
            out.writeStringField("path", path);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return Response.of(status, "application/json;charset=UTF-8", text.toString());
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            default -> "Error";
        };
    }
}
