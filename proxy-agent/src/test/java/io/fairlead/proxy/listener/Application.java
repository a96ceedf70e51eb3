package io.fairlead.proxy.listener;

import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An application that notes every whole request: method, target, and body. It reads what proxies write, which is well
/// formed.
final class Application implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

    private final List<String> whole = new CopyOnWriteArrayList<>();
    private final Backend backend;

    Application() throws IOException {
        backend = new Backend(this::serve);
    }

    private void serve(Talk talk) throws IOException {
        String head = talk.head();
        while (head.endsWith("\r\n\r\n")) {
            String body = body(talk, head.toLowerCase(Locale.ROOT));
            int end = head.indexOf(" HTTP/1.");
            if (end < 0) {
                throw new IOException("no request line in " + head);
            }
            String line = head.substring(0, end);
            whole.add(line + " " + body);
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
            talk.say(head.startsWith("HEAD ") ? answer : answer + "ok");
            head = talk.head();
        }
    }

    private static String body(Talk talk, String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return talk.read(sane(length.group(1)));
        }
        return head.contains("\r\ntransfer-encoding: chunked\r\n") ? chunks(talk) : "";
    }

    /// Without a proxy of ours in front, absurd lengths come, too.
    private static int sane(String digits) throws IOException {
        long length = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (length > 1_000_000) {
            throw new IOException("a length of " + digits);
        }
        return (int) length;
    }

    private static String chunks(Talk talk) throws IOException {
        var body = new StringBuilder();
        int size = Integer.parseInt(line(talk), 16);
        while (size > 0) {
            body.append(talk.read(size));
            line(talk);
            size = Integer.parseInt(line(talk), 16);
        }
        while (!line(talk).isEmpty()) {
            // Trailers.
        }
        return body.toString();
    }

    private static String line(Talk talk) throws IOException {
        var line = new StringBuilder();
        while (line.length() < 2 || line.lastIndexOf("\r\n") != line.length() - 2) {
            String next = talk.read(1);
            if (next.isEmpty()) {
                throw new IOException("the connection ended within " + line);
            }
            line.append(next);
        }
        return line.substring(0, line.length() - 2);
    }

    int port() {
        return backend.port();
    }

    /// Heads that came since the last call, of whole requests or not.
    List<String> heads() {
        List<String> heads = List.copyOf(backend.heads());
        backend.heads().clear();
        return heads;
    }

    /// What came since the last call, as `METHOD target body`.
    List<String> seen() {
        List<String> seen = List.copyOf(whole);
        whole.clear();
        return seen;
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }
}
