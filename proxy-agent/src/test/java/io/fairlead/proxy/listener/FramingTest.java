package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.WireCases;
import io.fairlead.proxy.http.codec.WireCases.Malformed;
import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where messages end, judged by nginx and haproxy behind our proxy: whatever it lets through, they have to cut into
/// the same requests with the same bodies, on connections that are kept from case to case. What it refuses, they are
/// asked directly, which shows what the refusals are good for.
@Timeout(180)
class FramingTest {

    private static final String AFTER =
            "GET /after HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) ");

    /// What an application got, and what the client was answered.
    record Reading(List<String> requests, List<Integer> answers) {}

    @Test
    void nginxCutsWhatPassesAsWeDo(@TempDir Path dir) throws Exception {
        try (var application = new Application();
                StockServer nginx = StockServer.nginx(dir, application.port())) {
            agrees("nginx", nginx.port(), application);
        }
    }

    @Test
    void haproxyCutsWhatPassesAsWeDo(@TempDir Path dir) throws Exception {
        try (var application = new Application();
                StockServer haproxy = StockServer.haproxy(dir, application.port())) {
            agrees("haproxy", haproxy.port(), application);
        }
    }

    private void agrees(String name, int port, Application behind) throws Exception {
        var disagreements = new ArrayList<String>();
        int refused = 0;
        long cut = 0;
        List<String> passing = passing();
        try (var application = new Application();
                Proxy straight = Proxy.to(application.port());
                Proxy judged = Proxy.to(port)) {
            for (String wire : passing) {
                Reading ours = ask(straight.port(), wire + AFTER, application);
                Reading theirs = ask(judged.port(), wire + AFTER, behind);
                cut += ours.requests.size();
                refused += ours.requests.size() - theirs.requests.size();
                if (!same(ours, theirs)) {
                    String both = "%n  ours   %s%n  theirs %s".formatted(ours, theirs);
                    disagreements.add(WireCases.printable(wire) + both);
                }
            }
            for (Malformed malformed : WireCases.malformed()) {
                Reading theirs = ask(judged.port(), malformed.wire() + AFTER, behind);
                if (!theirs.requests.isEmpty()) {
                    disagreements.add(malformed + " reached " + name + " as " + theirs);
                }
            }
        }
        long taken = WireCases.malformed().stream().filter(one -> takes(port, one, behind)).count();
        System.out.printf(
                "framing: %d requests of %d cases through the proxy to %s, %d disagreements, %d that it refused by"
                        + " itself; of %d malformed cases asked directly it takes %d%n",
                cut,
                passing.size(),
                name,
                disagreements.size(),
                refused,
                WireCases.malformed().size(),
                taken);
        assertThat(disagreements).isEmpty();
        assertThat(cut).as("requests behind our proxy").isGreaterThan(2L * passing.size() - 40);
        assertThat(taken).as("the proxy stands before something less strict").isPositive();
    }

    /// The same requests in the same order; one that the judge answered with an error of its own may be missing.
    private static boolean same(Reading ours, Reading theirs) {
        if (ours.requests.equals(theirs.requests)) {
            return true;
        }
        long errors = theirs.answers.stream().filter(status -> status >= 400).count();
        long ourErrors = ours.answers.stream().filter(status -> status >= 400).count();
        var left = new ArrayList<>(ours.requests);
        for (String request : theirs.requests) {
            while (!left.isEmpty() && !left.getFirst().equals(request)) {
                left.removeFirst();
                errors--;
            }
            if (left.isEmpty()) {
                return false;
            }
            left.removeFirst();
        }
        return left.size() + ourErrors <= errors;
    }

    private static Reading ask(int port, String wire, Application application) throws IOException {
        try (Talk talk = Talk.to(port)) {
            talk.say(wire);
            var answers = new ArrayList<Integer>();
            Matcher status = STATUS.matcher(talk.rest());
            while (status.find()) {
                answers.add(Integer.parseInt(status.group(1)));
            }
            return new Reading(application.seen(), answers);
        }
    }

    private static boolean takes(int port, Malformed malformed, Application behind) {
        try {
            return !ask(port, malformed.wire() + AFTER, behind).requests.isEmpty();
        } catch (IOException _) {
            // It closed with bytes unread: what it understood before is with the application.
            return !behind.seen().isEmpty();
        }
    }

    private static List<String> passing() {
        var all = new ArrayList<>(WireCases.wellFormed());
        String length = "Content-Length: 5\r\n\r\nhello";
        for (String method : List.of("GET", "HEAD", "DELETE", "OPTIONS", "PUT", "PATCH", "FOO")) {
            all.add(method + " /body HTTP/1.1\r\nHost: a\r\n" + length);
            all.add(
                    method
                            + " /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nhello\r\n0\r\n\r\n");
            all.add(method + " /none HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            all.add(method + " /none HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        String get = "GET /x HTTP/1.1\r\nHost: a\r\n";
        String post = "POST /x HTTP/1.1\r\nHost: a\r\n";
        for (String line :
                List.of(
                        "Content_Length: 40",
                        "Content-Lengt: 40",
                        "X-Content-Length: 40",
                        "Transfer_Encoding: chunked",
                        "X-Transfer-Encoding: chunked",
                        "TE: chunked",
                        "TE: trailers",
                        "Trailer: Content-Length",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: close",
                        "Connection: transfer-encoding",
                        "Connection: x-custom\r\nX-Custom: y",
                        "Connection: keep-alive, te",
                        "Upgrade: h2c",
                        "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x",
                        "X: GET /inside HTTP/1.1",
                        "X-Forwarded-Host: b",
                        "X-HTTP-Method-Override: POST",
                        "Range: bytes=0-1")) {
            all.add(get + line + "\r\n\r\n");
            all.add(post + line + "\r\n" + length);
        }
        all.add(post + "Content-Length: 37\r\n\r\nGET /inside HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\n");
        all.add(
                post
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "21\r\nGET /inside HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n");
        all.add(post + "Expect: 100-continue\r\n" + length);
        all.add(post + "Content-Length: 0000000000005\r\n\r\nhello");
        all.add(post + "Content-Length: \t 5 \t\r\n\r\nhello");
        all.add(get + "\r\n" + get + "\r\n" + post + length + get + "\r\n");
        all.add(post + length + "\r\n" + get + "\r\n");
        return all;
    }
}
