package io.fairlead.proxy.listener;

import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One answer as a client cuts it out of its connection, strictly by what the head says.
///
/// @param informational how many answers of 1xx came before it
/// @param status 0 when the connection ended before an answer
/// @param complete false when the connection ended within the body
record Reply(int informational, int status, String head, String body, boolean complete) {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) ");
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

    /// Reads the next one.
    ///
    /// @param toHead whether it answers a HEAD
    static Reply next(Talk talk, boolean toHead) throws IOException {
        return next(talk, toHead, () -> {});
    }

    /// @param afterHead runs when the head was read, and the body not yet
    static Reply next(Talk talk, boolean toHead, Runnable afterHead) throws IOException {
        int informational = 0;
        String head = talk.head();
        while (status(head) > 0 && status(head) < 200) {
            informational++;
            head = talk.head();
        }
        afterHead.run();
        int status = status(head);
        if (status == 0 && !head.isEmpty()) {
            throw new IOException("this is no answer: " + head);
        }
        if (status == 0 || toHead || status == 204 || status == 304) {
            return new Reply(informational, status, head, "", status > 0);
        }
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        if (length.find()) {
            int said = Integer.parseInt(length.group(1));
            String body = talk.read(said);
            return new Reply(informational, status, head, body, body.length() == said);
        }
        if (head.contains("transfer-encoding: chunked\r\n")) {
            var body = new StringBuilder();
            boolean complete = chunks(talk, body);
            return new Reply(informational, status, head, body.toString(), complete);
        }
        return new Reply(informational, status, head, talk.rest(), true);
    }

    private static int status(String head) {
        Matcher status = STATUS.matcher(head);
        return status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
    }

    private static boolean chunks(Talk talk, StringBuilder body) throws IOException {
        while (true) {
            String line = line(talk);
            if (!line.endsWith("\r\n")) {
                return false;
            }
            int size = Integer.parseInt(line.strip(), 16);
            String chunk = talk.read(size);
            String end = talk.read(2);
            body.append(chunk);
            if (!end.equals("\r\n")) {
                return false;
            }
            if (size == 0) {
                return true;
            }
        }
    }

    private static String line(Talk talk) throws IOException {
        var line = new StringBuilder();
        String next = talk.read(1);
        while (!next.isEmpty()) {
            line.append(next);
            if (next.equals("\n")) {
                break;
            }
            next = talk.read(1);
        }
        return line.toString();
    }
}
