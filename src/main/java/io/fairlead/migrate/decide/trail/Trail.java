package io.fairlead.migrate.decide.trail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Records, one JSON object a line, each with the hash of the one before: who takes one out, puts one in or changes a
/// byte breaks the chain there. The last hash, printed in reports, is the anchor that finds a cut-off end.
///
/// @param seq of the last record; 0 before the first
/// @param hash of the last record
public record Trail(long seq, String hash) {
    /// Before the first record.
    public static final Trail BEGIN = new Trail(0, "0".repeat(64));

    private static final Pattern LINE =
            Pattern.compile(
                    "(\\{\"seq\":(\\d{1,18}),.*,\"prevHash\":\"([0-9a-f]{64})\"),\"hash\":\"([0-9a-f]{64})\"}");

    /// The chain with one record more, and its line.
    public record Added(Trail trail, String line) {}

    /// What checking lines gave.
    public sealed interface Verdict {
        /// @param end of the chain
        record Whole(Trail end) implements Verdict {}

        /// @param seq of the record that does not fit
        record Broken(long seq, String why) implements Verdict {}
    }

    public Added plus(Entry entry) {
        long next = seq + 1;
        String open =
                "{\"seq\":%d,\"time\":%s,\"actor\":%s,\"unit\":%s,\"from\":%s,\"to\":%s"
                                .formatted(
                                        next,
                                        quoted(entry.time().toString()),
                                        quoted(entry.actor()),
                                        quoted(entry.unit().toString()),
                                        quoted(entry.from().text()),
                                        quoted(entry.to().text()))
                        + ",\"reason\":%s,\"evidenceDigest\":%s,\"configDiff\":%s,\"prevHash\":%s"
                                .formatted(
                                        quoted(entry.reason()),
                                        quoted(entry.evidence()),
                                        quoted(entry.change()),
                                        quoted(hash));
        String own = digest(open);
        return new Added(new Trail(next, own), open + ",\"hash\":\"" + own + "\"}");
    }

    /// Follows the chain from this point over lines.
    public Verdict verify(List<String> lines) {
        Trail at = this;
        for (String line : lines) {
            long expected = at.seq + 1;
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                return new Verdict.Broken(expected, "it is no record");
            }
            if (Long.parseLong(parts.group(2)) != expected) {
                return new Verdict.Broken(expected, "record " + parts.group(2) + " stands here");
            }
            if (!parts.group(3).equals(at.hash)) {
                return new Verdict.Broken(expected, "it does not follow the record before");
            }
            if (!digest(parts.group(1)).equals(parts.group(4))) {
                return new Verdict.Broken(expected, "it was changed");
            }
            at = new Trail(expected, parts.group(4));
        }
        return new Verdict.Whole(at);
    }

    /// Lines of entries in order.
    public static List<String> lines(Trail from, List<Entry> entries) {
        List<String> lines = new ArrayList<>();
        Trail at = from;
        for (Entry entry : entries) {
            Added added = at.plus(entry);
            lines.add(added.line());
            at = added.trail();
        }
        return lines;
    }

    /// SHA-256, in hex.
    public static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
