package io.fairlead.proxy.http.codec;

import java.util.ArrayList;
import java.util.List;

/// The tables of the parsers' tests as whole messages for a socket.
public final class WireCases {

    private static final String CHUNKED =
            "POST /case HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private WireCases() {}

    /// Bytes that no application may get.
    ///
    /// @param wire what a client sends
    /// @param status the answer to it
    /// @param head whether its head is what is wrong
    public record Malformed(String wire, int status, boolean head) {

        @Override
        public String toString() {
            return status + " " + printable(wire);
        }
    }

    /// Every malformed request that the parsers' tests know.
    public static List<Malformed> malformed() {
        var all = new ArrayList<Malformed>();
        for (HeadParserTest.Bad bad : HeadParserTest.bad()) {
            all.add(new Malformed(bad.head(), bad.problem().status(), true));
        }
        for (ChunkParserTest.Bad bad : ChunkParserTest.bad()) {
            all.add(new Malformed(CHUNKED + bad.wire(), bad.problem().status(), false));
        }
        return all;
    }

    /// Every well-formed request that they know, each with the body that its head announces.
    public static List<String> wellFormed() {
        var all = new ArrayList<String>();
        for (HeadParserTest.Good good : HeadParserTest.good()) {
            if (good.meaning().contains(" chunked ")) {
                all.add(good.head() + "5\r\nhello\r\n0\r\n\r\n");
            } else if (!good.meaning().contains("length=9999")) {
                all.add(good.head() + (good.meaning().contains("length=7") ? "goodbye" : ""));
            }
        }
        for (ChunkParserTest.Good good : ChunkParserTest.good()) {
            all.add(CHUNKED + good.wire());
        }
        return all;
    }

    /// The beginning of some bytes as one line of text.
    public static String printable(String wire) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(wire.length(), 120); i++) {
            char c = wire.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default -> text.append(c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : c);
            }
        }
        return text.append(wire.length() > 120 ? "…" : "").toString();
    }
}
