package io.fairlead.proxy.listener;

import static io.fairlead.proxy.listener.Http2Frames.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What hosts may answer in HTTP/2, and what a client of HTTP/1.1 has to get of it.
final class Http2ResponseCases {

    private static final int FRAME_MAX = 16_384;

    private Http2ResponseCases() {}

    /// What the client gets, and the flag of the log.
    enum Fate {
        /// 502, `UPE`.
        REFUSED,
        /// 503, `UR`.
        RESET,
        /// 503, `UC`.
        GONE,
        /// The head and a body that visibly isn't all, `UPE`.
        CUT_MALFORMED,
        /// The same, `UR`.
        CUT_RESET,
        /// The same, `UC`.
        CUT_GONE,
        /// An answer whose head says that it has no body. The host sent one, which nobody gets, `UPE`.
        BODILESS,
        ANSWERED
    }

    /// Answers a request.
    interface Script {
        void answer(Http2Frames host, int stream) throws IOException;
    }

    record Case(String name, String method, Fate fate, int status, String body, Script script) {
        @Override
        public String toString() {
            return fate + " " + method + " " + name;
        }
    }

    static List<Case> all() {
        var all = new ArrayList<Case>();
        heads(all);
        connections(all);
        streams(all);
        bodies(all);
        sound(all);
        return all;
    }

    private static void add(List<Case> to, String name, Fate fate, Script script) {
        boolean refused = fate == Fate.REFUSED;
        boolean failed = refused || fate == Fate.RESET || fate == Fate.GONE;
        int status = refused ? 502 : failed ? 503 : 200;
        to.add(new Case(name, "GET", fate, status, failed ? "" : "half", script));
    }

    private static void refused(List<Case> to, String name, Script script) {
        add(to, name, Fate.REFUSED, script);
    }

    /// A head that is malformed, with a body behind it.
    private static void head(List<Case> to, String name, String... fields) {
        refused(
                to,
                name,
                (host, stream) -> {
                    host.headers(stream, false, fields);
                    host.data(stream, true, "smuggled");
                });
    }

    private static void heads(List<Case> to) {
        head(to, "no status", "x", "y");
        for (String status : List.of("", "99", "099", "600", "20", "2000", "2x0", "+20", "101")) {
            head(to, "status '" + status + "'", ":status", status);
        }
        head(to, "two statuses", ":status", "200", ":status", "200");
        head(to, "a pseudo-header of requests", ":status", "200", ":path", "/");
        head(to, "an unknown pseudo-header", ":status", "200", ":x", "y");
        head(to, "a late pseudo-header", "x", "y", ":status", "200");
        for (String name : List.of("", "X-Upper", "a b", "a:b", "a\r\nb", "a\0b", "\u0080")) {
            head(to, "name '" + name.replaceAll("[^ -~]", "?") + "'", ":status", "200", name, "y");
        }
        for (String value : List.of("a\rb", "a\nb", "a\0b", "a\r\nset-cookie: b", "\u0001", " a")) {
            String shown = value.replaceAll("[^ -~]", "?");
            head(to, "value '" + shown + "'", ":status", "200", "x", value);
        }
        for (String name :
                List.of(
                        "connection",
                        "transfer-encoding",
                        "upgrade",
                        "keep-alive",
                        "proxy-connection")) {
            head(to, name, ":status", "200", name, "chunked");
        }
        head(to, "te", ":status", "200", "te", "gzip");
        for (String length : List.of("", "x", "-1", "+8", "8, 9", "0x8", "99999999999999999999")) {
            head(to, "length '" + length + "'", ":status", "200", "content-length", length);
        }
        head(to, "two lengths", ":status", "200", "content-length", "8", "content-length", "9");
        refused(
                to,
                "a head of 80 KiB",
                (host, stream) -> {
                    host.send(HEADERS, 0, stream, block(":status", "200"));
                    byte[] part = block("x", "y".repeat(FRAME_MAX - 100));
                    for (int i = 0; i < 5; i++) {
                        host.send(CONTINUATION, i == 4 ? END_HEADERS : 0, stream, part);
                    }
                });
        refused(
                to,
                "a head of 300 headers",
                (host, stream) -> {
                    var fields = new ArrayList<>(List.of(":status", "200"));
                    for (int i = 0; i < 300; i++) {
                        fields.addAll(List.of("x", "y"));
                    }
                    host.headers(stream, true, fields.toArray(String[]::new));
                });
        refused(
                to,
                "an interim answer that ends the stream",
                (host, stream) -> host.headers(stream, true, ":status", "103"));
        refused(
                to,
                "a body without a head",
                (host, stream) ->
                        host.data(
                                stream,
                                true,
                                "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"));
        refused(
                to,
                "a body behind an interim answer",
                (host, stream) -> {
                    host.headers(stream, false, ":status", "103");
                    host.data(stream, true, "smuggled");
                });
    }

    /// Mistakes that concern the whole connection.
    private static void connections(List<Case> to) {
        refused(
                to,
                "a broken header block",
                (host, stream) ->
                        host.send(
                                HEADERS,
                                END_HEADERS | END_STREAM,
                                stream,
                                new byte[] {-1, -1, -1, 127}));
        refused(
                to,
                "headers on a stream that nobody opened",
                (host, stream) -> host.headers(stream + 100, true, ":status", "200"));
        refused(
                to,
                "headers on a stream of its own",
                (host, stream) -> host.headers(2, true, ":status", "200"));
        refused(to, "data on stream 0", (host, stream) -> host.data(0, true, "smuggled"));
        refused(
                to,
                "a push promise",
                (host, stream) -> host.send(PUSH_PROMISE, END_HEADERS, stream, number(2)));
        refused(
                to,
                "a continuation of nothing",
                (host, stream) ->
                        host.send(CONTINUATION, END_HEADERS, stream, block(":status", "200")));
        refused(
                to,
                "something within a head",
                (host, stream) -> {
                    host.send(HEADERS, 0, stream, block(":status", "200"));
                    host.send(PING, 0, 0, new byte[8]);
                });
        refused(
                to,
                "a frame that is too long",
                (host, stream) -> host.data(stream, true, "x".repeat(FRAME_MAX + 1)));
        refused(
                to,
                "a ping of the wrong length",
                (host, stream) -> host.send(PING, 0, 0, new byte[7]));
        refused(
                to,
                "settings of the wrong length",
                (host, stream) -> host.send(SETTINGS, 0, 0, new byte[5]));
        refused(to, "a setting out of range", (host, stream) -> host.settings(5, 1));
        refused(to, "a window out of range", (host, stream) -> host.settings(4, Integer.MIN_VALUE));
        refused(
                to,
                "a window of nothing more",
                (host, stream) -> host.send(WINDOW_UPDATE, 0, 0, number(0)));
        refused(
                to,
                "a window that overflows",
                (host, stream) -> host.send(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE)));
        refused(
                to,
                "an answer in HTTP/1.1",
                (host, stream) -> host.raw("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"));
        refused(
                to,
                "a reset of a stream that nobody opened",
                (host, stream) -> host.send(RST_STREAM, 0, stream + 100, number(0)));
        refused(
                to,
                "a head without end",
                (host, stream) -> {
                    host.send(HEADERS, 0, stream, block(":status", "200"));
                    for (int i = 0; i < 100_000; i++) {
                        host.send(CONTINUATION, 0, stream, new byte[0]);
                    }
                });
        add(to, "the end", Fate.GONE, (host, stream) -> host.close());
        add(
                to,
                "the end after an interim answer",
                Fate.GONE,
                (host, stream) -> {
                    host.headers(stream, false, ":status", "103");
                    host.close();
                });
        add(
                to,
                "the end within a frame",
                Fate.GONE,
                (host, stream) -> {
                    host.raw("\0\0\u0010\0\0");
                    host.close();
                });
        add(
                to,
                "a goodbye that excludes the request",
                Fate.RESET,
                (host, stream) -> {
                    host.send(GOAWAY, 0, 0, number(0, 0));
                    host.await(DATA, -1);
                });
    }

    private static void streams(List<Case> to) {
        for (int error : new int[] {0, 1, 2, 7, 8, 11, 13, 999}) {
            add(
                    to,
                    "reset " + error,
                    Fate.RESET,
                    (host, stream) -> host.send(RST_STREAM, 0, stream, number(error)));
            add(
                    to,
                    "half, and reset " + error,
                    Fate.CUT_RESET,
                    (host, stream) -> {
                        half(host, stream);
                        host.send(RST_STREAM, 0, stream, number(error));
                    });
        }
        add(
                to,
                "half, and the end",
                Fate.CUT_GONE,
                (host, stream) -> {
                    half(host, stream);
                    host.close();
                });
        cut(
                to,
                "half, and a second head",
                (host, stream) -> host.headers(stream, false, ":status", "200"));
        cut(
                to,
                "half, and a status among trailers",
                (host, stream) -> host.headers(stream, true, ":status", "200"));
        cut(
                to,
                "half, and trailers that don't end it",
                (host, stream) -> host.headers(stream, false, "x", "y"));
        cut(
                to,
                "half, and malformed trailers",
                (host, stream) -> host.headers(stream, true, "x", "a\r\nb"));
        cut(to, "half, and a broken frame", (host, stream) -> host.send(PING, 0, 0, new byte[7]));
        cut(
                to,
                "half, and padding longer than the frame",
                (host, stream) -> host.send(DATA, 8, stream, new byte[] {100, 1}));
    }

    private static void half(Http2Frames host, int stream) throws IOException {
        host.headers(stream, false, ":status", "200");
        host.data(stream, false, "half");
    }

    private static void cut(List<Case> to, String name, Script then) {
        add(
                to,
                name,
                Fate.CUT_MALFORMED,
                (host, stream) -> {
                    half(host, stream);
                    then.answer(host, stream);
                });
    }

    /// Bodies that are not as long as the head says.
    private static void bodies(List<Case> to) {
        to.add(
                new Case(
                        "less than the length",
                        "GET",
                        Fate.CUT_MALFORMED,
                        200,
                        "",
                        (host, stream) -> {
                            host.headers(stream, false, ":status", "200", "content-length", "9");
                            host.data(stream, true, "half");
                        }));
        to.add(
                new Case(
                        "more than the length",
                        "GET",
                        Fate.CUT_MALFORMED,
                        200,
                        "",
                        (host, stream) -> {
                            host.headers(stream, false, ":status", "200", "content-length", "4");
                            host.data(stream, true, "halfHTTP/1.1 200 OK\r\n\r\n");
                        }));
        to.add(
                new Case(
                        "a length and no body",
                        "GET",
                        Fate.REFUSED,
                        502,
                        "",
                        (host, stream) ->
                                host.headers(
                                        stream, true, ":status", "200", "content-length", "9")));
        for (String status : List.of("204", "304")) {
            int code = Integer.parseInt(status);
            Case with =
                    new Case(
                            status + " with a body",
                            "GET",
                            Fate.BODILESS,
                            code,
                            "",
                            (host, stream) -> {
                                host.headers(stream, false, ":status", status);
                                host.data(
                                        stream,
                                        true,
                                        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled");
                            });
            to.add(with);
            to.add(
                    new Case(
                            status + " that ends later",
                            "GET",
                            Fate.ANSWERED,
                            code,
                            "",
                            (host, stream) -> {
                                host.headers(stream, false, ":status", status);
                                host.data(stream, true, "");
                            }));
        }
        to.add(
                new Case(
                        "a body for HEAD",
                        "HEAD",
                        Fate.BODILESS,
                        200,
                        "",
                        (host, stream) -> {
                            host.headers(stream, false, ":status", "200", "content-length", "8");
                            host.data(stream, true, "smuggled");
                        }));
        to.add(
                new Case(
                        "HEAD that ends later",
                        "HEAD",
                        Fate.ANSWERED,
                        200,
                        "",
                        (host, stream) -> {
                            host.headers(stream, false, ":status", "200", "content-length", "8");
                            host.headers(stream, true, "x", "y");
                        }));
    }

    private static void answered(List<Case> to, String name, Script script) {
        to.add(new Case(name, "GET", Fate.ANSWERED, 200, "hello", script));
    }

    private static void sound(List<Case> to) {
        answered(to, "an answer", Http2ResponseCases::hello);
        answered(
                to,
                "a length",
                (host, stream) -> {
                    host.headers(stream, false, ":status", "200", "content-length", "5");
                    host.data(stream, true, "hello");
                });
        answered(
                to,
                "pieces, trailers, padding, priority",
                (host, stream) -> {
                    host.headers(stream, false, ":status", "103", "link", "x");
                    host.send(HEADERS, 0, stream, block(":status", "200"));
                    host.send(CONTINUATION, END_HEADERS, stream, block("x", "y"));
                    host.data(stream, false, "he");
                    host.send(PRIORITY, 0, stream, new byte[5]);
                    host.send(DATA, 8, stream, new byte[] {2, 'l', 'l', 0, 0});
                    host.data(stream, false, "o");
                    host.headers(stream, true, "x", "y");
                });
        answered(
                to,
                "frames and settings that nobody knows",
                (host, stream) -> {
                    host.send(77, 255, stream, new byte[20]);
                    host.settings(77, 7, 8, 0);
                    host.send(PING, 0, 0, new byte[8]);
                    host.send(WINDOW_UPDATE, 0, stream, number(10));
                    hello(host, stream);
                });
        answered(
                to,
                "a goodbye and the answer",
                (host, stream) -> {
                    host.send(GOAWAY, 0, 0, number(stream, 0));
                    hello(host, stream);
                });
        answered(
                to,
                "an answer and frames behind it",
                (host, stream) -> {
                    hello(host, stream);
                    host.data(stream, true, "smuggled");
                });
        answered(
                to,
                "a hundred interim answers",
                (host, stream) -> {
                    for (int i = 0; i < 100; i++) {
                        host.headers(stream, false, ":status", "103", "link", "x");
                    }
                    hello(host, stream);
                });
    }

    static void hello(Http2Frames host, int stream) throws IOException {
        host.headers(stream, false, ":status", "200");
        host.data(stream, true, "hello");
    }
}
