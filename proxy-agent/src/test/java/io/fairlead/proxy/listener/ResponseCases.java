package io.fairlead.proxy.listener;

import io.fairlead.proxy.http.codec.WireCases;
import java.util.ArrayList;
import java.util.List;

/// What hosts may answer in HTTP/1.1, and what has to become of it.
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what this is about.
final class ResponseCases {

    /// An answer to a request that nobody has sent yet. It must never be anybody's.
    static final String SMUGGLED = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled";

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String FIRST = "3\r\nabc\r\n";
    private static final String FIVE = OK + "Content-Length: 5\r\n\r\n";

    private ResponseCases() {}

    /// What the host does after it has said its bytes.
    enum After {
        WAIT,
        FIN,
        RESET,
        /// A reset, once the client has read what came before.
        RESET_WHEN_READ
    }

    /// What the client gets, what the log says, and whether the connection to the host is used again.
    enum Fate {
        /// 502, `UPE`: this is no answer.
        REFUSED,
        /// 503, `UC`: there was none.
        GONE,
        /// The head, and a body that visibly isn't all, `UPE`.
        CUT_MALFORMED,
        /// The same, `UC`.
        CUT_GONE,
        /// The answer; the connection is closed.
        ANSWERED,
        /// The answer; the connection carries the next request, too.
        KEPT
    }

    /// @param method of the request
    /// @param wire what the host says
    /// @param status of the answer that the client gets
    /// @param body of that answer, or as much of it as comes
    record Case(String method, String wire, After after, Fate fate, int status, String body) {
        @Override
        public String toString() {
            return fate + " " + method + " " + WireCases.printable(wire) + " " + after;
        }
    }

    static List<Case> all() {
        var all = new ArrayList<Case>();
        heads().forEach(head ->
                all.add(new Case("GET", head + SMUGGLED, After.WAIT, Fate.REFUSED, 502, "")));
        greetings()
                .forEach(text -> all.add(new Case("GET", text, After.WAIT, Fate.REFUSED, 502, "")));
        chunks().forEach(chunk ->
                all.add(
                        new Case(
                                "GET",
                                CHUNKED + FIRST + chunk + SMUGGLED,
                                After.WAIT,
                                Fate.CUT_MALFORMED,
                                200,
                                "abc")));
        ends(all);
        surplus(all);
        sound(all);
        return all;
    }

    /// Heads that no client may see.
    private static List<String> heads() {
        var all = new ArrayList<String>();
        for (String line :
                List.of(
                        "HTTP/1.1 099 X",
                        "HTTP/1.1 600 X",
                        "HTTP/1.1 20 OK ",
                        "HTTP/1.1 2000 OK",
                        "HTTP/1.1  200 OK",
                        "HTTP/1.1\t200 OK",
                        "HTTP/1.1 -20 OK",
                        "HTTP/1.1 2x0 OK",
                        "HTTP/1.2 200 OK",
                        "HTTP/0.9 200 OK",
                        "HTTP/2.0 200 OK",
                        "http/1.1 200 OK",
                        "HTTP/1.1200 OK..",
                        " HTTP/1.1 200 OK",
                        "\r\nHTTP/1.1 200 OK",
                        "ICY 200 OK",
                        "GET / HTTP/1.1",
                        "HTTP/1.1 200 O\0K",
                        "HTTP/1.1 200 O\u0001K",
                        "HTTP/1.1 200 O\u007fK",
                        "HTTP/1.1 200 OK\rX: y",
                        "HTTP/1.1 200 OK\nX: y",
                        "HTTP/1.1 200 " + "K".repeat(70_000))) {
            all.add(line + "\r\nContent-Length: 0\r\n\r\n");
        }
        for (String lines :
                List.of(
                        ": empty",
                        "X : space",
                        "X\t: tab",
                        "no colon",
                        "X\0: nul",
                        "X\u0080: high",
                        "X[]: brackets",
                        "X: nul\0",
                        "X: bell\u0007",
                        "X: delete\u007f",
                        "X: bare\rcr",
                        "X: bare\nY: lf",
                        " X: folded at once",
                        "X: folded\r\n later",
                        "X: folded\r\n\tlater",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nContent-Length: 5",
                        "Content-Length: 5\r\nContent-Length: 5",
                        "Content-Length: 5\r\nContent-Length: 6",
                        "Content-Length: 5, 5",
                        "Content-Length: 5 5",
                        "Content-Length: +5",
                        "Content-Length: -1",
                        "Content-Length: 0x5",
                        "Content-Length: 5.0",
                        "Content-Length:",
                        "Content-Length: 99999999999999999999",
                        "Transfer-Encoding: gzip, chunked",
                        "Transfer-Encoding: chunked, chunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding: chunked;q=1",
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: identity",
                        "Transfer-Encoding:",
                        "Transfer-Encoding:\u000bchunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                        "Content-Length: 5\r\nConnection: content-length",
                        "X: " + "x".repeat(70_000),
                        "X: y\r\n".repeat(101) + "X: y")) {
            all.add(OK + lines + "\r\n\r\n");
        }
        all.add("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.add("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        all.add("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        all.add("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello");
        all.add("HTTP/1.1 103 Early\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        all.add("HTTP/1.1 100 Continue\r\nX: a\r\n b\r\n\r\n");
        all.add("HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\nhello");
        all.add("HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n" + FIRST + "0\r\n\r\n");
        return all;
    }

    /// Other protocols, which say little and then wait: whoever asked hears of it at once.
    private static List<String> greetings() {
        return List.of(
                "+OK\r\n",
                "-ERR unknown command 'GET'\r\n",
                "220 mail\r\n",
                "SSH-2.0-x\r\n",
                "HTTP/1.1\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(200_000),
                "\u0015\u0003\u0001\0\u0002\u0002(",
                "\0\0\0\u0004\0\0\0\0\0",
                "\n",
                "<html>");
    }

    private static List<String> chunks() {
        return List.of(
                "\r\n",
                "g\r\n",
                "-5\r\nhello\r\n",
                "+5\r\nhello\r\n",
                "0x5\r\nhello\r\n",
                " 5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                "5\nhello\r\n",
                "5\r\r\nhello\r\n",
                "5;\r\nhello\r\n",
                "5;a=\0\r\nhello\r\n",
                "5;a=" + "b".repeat(2000) + "\r\nhello\r\n",
                "FFFFFFFFFFFFFFFF\r\n",
                "10000000000000005\r\nhello\r\n",
                "0\r\nContent-Length: 5\r\n\r\n",
                "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0\r\nno colon\r\n\r\n",
                "0\r\nX: a\r\n b\r\n\r\n",
                "0\r\nX: nul\0\r\n\r\n",
                "0\r\nX: lf\n\r\n",
                "0\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
    }

    /// Connections that end too early.
    private static void ends(List<Case> all) {
        for (After after : List.of(After.FIN, After.RESET)) {
            for (String wire :
                    List.of(
                            "",
                            "HTTP",
                            "HTTP/1.1 200",
                            OK,
                            OK + "Content-Length: 5\r\n",
                            "HTTP/1.1 100 Continue\r\n\r\n")) {
                all.add(new Case("GET", wire, after, Fate.GONE, 503, ""));
            }
        }
        for (After after : List.of(After.FIN, After.RESET_WHEN_READ)) {
            all.add(cut(OK + "Content-Length: 9\r\n\r\nhalf", after, "half"));
            all.add(cut(CHUNKED + FIRST, after, "abc"));
            all.add(cut(CHUNKED + FIRST + "5", after, "abc"));
            all.add(cut(CHUNKED + FIRST + "5\r\nhe", after, "abche"));
            all.add(cut(CHUNKED + FIRST + "5\r\nhello", after, "abchello"));
            all.add(cut(CHUNKED + FIRST + "0\r\n", after, "abc"));
            all.add(cut(CHUNKED + FIRST + "0\r\nX: y\r\n", after, "abc"));
        }
        all.add(cut(OK + "\r\nuntil the end", After.RESET_WHEN_READ, "until the end"));
        String old = "HTTP/1.0 200 OK\r\n\r\nuntil the end";
        all.add(cut(old, After.RESET_WHEN_READ, "until the end"));
    }

    private static Case cut(String wire, After after, String body) {
        return new Case("GET", wire, after, Fate.CUT_GONE, 200, body);
    }

    /// Answers that are fine, on connections with bytes behind them that belong to nobody, or that end with them.
    private static void surplus(List<Case> all) {
        all.add(answered("GET", FIVE + "hello" + SMUGGLED, 200, "hello"));
        all.add(answered("GET", FIVE + "hello\r\n", 200, "hello"));
        all.add(answered("GET", OK + "Content-Length: 0\r\n\r\n" + SMUGGLED, 200, ""));
        all.add(answered("GET", CHUNKED + FIRST + "0\r\n\r\n" + SMUGGLED, 200, "abc"));
        all.add(answered("GET", "HTTP/1.1 204 X\r\n\r\n" + SMUGGLED, 204, ""));
        String same = "HTTP/1.1 304 X\r\n";
        all.add(answered("GET", same + "\r\n" + SMUGGLED, 304, ""));
        all.add(answered("GET", same + "Content-Length: 5\r\n\r\nhello", 304, ""));
        String chunked = same + "Transfer-Encoding: chunked\r\n\r\n" + FIRST;
        all.add(answered("GET", chunked + "0\r\n\r\n", 304, ""));
        all.add(answered("HEAD", FIVE + "hello", 200, ""));
        all.add(answered("HEAD", FIVE + SMUGGLED, 200, ""));
        all.add(answered("HEAD", CHUNKED + FIRST + "0\r\n\r\n", 200, ""));
        all.add(
                answered(
                        "GET", OK + "Connection: close\r\nContent-Length: 2\r\n\r\nok", 200, "ok"));
        all.add(answered("GET", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok"));
        all.add(new Case("GET", OK + "\r\nthe end", After.FIN, Fate.ANSWERED, 200, "the end"));
        String all200 = OK + "\r\n" + SMUGGLED;
        all.add(new Case("GET", all200, After.FIN, Fate.ANSWERED, 200, SMUGGLED));
    }

    private static Case answered(String method, String wire, int status, String body) {
        return new Case(method, wire, After.WAIT, Fate.ANSWERED, status, body);
    }

    private static void sound(List<Case> all) {
        all.add(kept("GET", FIVE + "hello", 200, "hello"));
        all.add(kept("GET", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok"));
        all.add(kept("GET", "HTTP/1.1 599 \r\nContent-Length: 2\r\n\r\nno", 599, "no"));
        all.add(kept("GET", CHUNKED + "0003;a=\"b\\\"\"\r\nabc\r\n0\r\nX: y\r\n\r\n", 200, "abc"));
        all.add(kept("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""));
        all.add(kept("GET", "HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", 304, ""));
        all.add(kept("HEAD", FIVE, 200, ""));
        all.add(kept("HEAD", OK + "Transfer-Encoding: chunked\r\n\r\n", 200, ""));
        all.add(kept("GET", "HTTP/1.1 100 Continue\r\n\r\n" + FIVE + "hello", 200, "hello"));
        String old = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok";
        all.add(kept("GET", old, 200, "ok"));
    }

    private static Case kept(String method, String wire, int status, String body) {
        return new Case(method, wire, After.WAIT, Fate.KEPT, status, body);
    }
}
