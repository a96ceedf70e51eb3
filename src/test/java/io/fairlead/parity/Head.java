package io.fairlead.parity;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A head of HTTP/1.1 with its body, as read from a socket.
///
/// @param start request or status line
/// @param lines headers in their order, names in lower case
record Head(String start, List<Line> lines, String body) {

    record Line(String name, String value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    private enum Side {
        REQUEST,
        RESPONSE,
        RESPONSE_TO_HEAD
    }

    static Optional<Head> request(InputStream in) throws IOException {
        return read(in, Side.REQUEST);
    }

    static Head response(InputStream in, boolean toHead) throws IOException {
        return read(in, toHead ? Side.RESPONSE_TO_HEAD : Side.RESPONSE)
                .orElseThrow(() -> new EOFException("closed without an answer"));
    }

    private static Optional<Head> read(InputStream in, Side side) throws IOException {
        String start = line(in);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            lines.add(
                    new Line(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip()));
        }
        Head head = new Head(start, lines, "");
        return Optional.of(new Head(start, lines, head.bodyOf(in, side)));
    }

    Optional<String> header(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).map(Line::value).findFirst();
    }

    private String bodyOf(InputStream in, Side side) throws IOException {
        boolean none =
                side == Side.RESPONSE_TO_HEAD
                        || (side == Side.RESPONSE && start.matches("HTTP/1.1 (1..|204|304).*"));
        if (none) {
            return "";
        }
        if (header("transfer-encoding").isPresent()) {
            return chunks(in);
        }
        Optional<String> length = header("content-length");
        byte[] body =
                length.isPresent()
                        ? in.readNBytes(Integer.parseInt(length.get()))
                        : side == Side.REQUEST ? new byte[0] : in.readAllBytes();
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = size(in); size > 0; size = size(in)) {
            body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line(in);
        }
        for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
            body.append("\ntrailer ").append(trailer);
        }
        return body.toString();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
