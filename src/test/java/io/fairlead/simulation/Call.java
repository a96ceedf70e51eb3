package io.fairlead.simulation;

import io.fairlead.proxy.http.route.RequestView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A connection of a workload, and the request that it carries if it is HTTP.
///
/// @param speaks what sniffing finds: `http/1.1`, `h2c`, or nothing for bytes that are neither
record Call(
        String address,
        int port,
        List<String> speaks,
        String method,
        String host,
        String target,
        Map<String, String> headers)
        implements RequestView {

    /// One word about the request: `host("cart")`, `path("/v2")`.
    interface Word {
        Call apply(Call call);
    }

    Call {
        headers = Map.copyOf(headers);
    }

    /// A GET to `10.96.1.2:9080`; its host header is that of the words, or the address.
    static Call call(String destination, Word... words) {
        int colon = destination.lastIndexOf(':');
        String address = destination.substring(0, colon);
        int port = Integer.parseInt(destination.substring(colon + 1));
        Call call = new Call(address, port, List.of("http/1.1"), "GET", address, "/", Map.of());
        for (Word word : words) {
            call = word.apply(call);
        }
        return call;
    }

    static Word host(String host) {
        return c -> new Call(c.address, c.port, c.speaks, c.method, host, c.target, c.headers);
    }

    static Word path(String target) {
        return c -> new Call(c.address, c.port, c.speaks, c.method, c.host, target, c.headers);
    }

    static Word method(String method) {
        return c -> new Call(c.address, c.port, c.speaks, method, c.host, c.target, c.headers);
    }

    static Word header(String name, String value) {
        return c -> {
            Map<String, String> headers = new TreeMap<>(c.headers);
            headers.put(name, value);
            return new Call(c.address, c.port, c.speaks, c.method, c.host, c.target, headers);
        };
    }

    /// HTTP/2 by prior knowledge.
    static Word http2() {
        return c ->
                new Call(c.address, c.port, List.of("h2c"), c.method, c.host, c.target, c.headers);
    }

    /// Bytes that are no HTTP.
    static Word bytes() {
        return c -> new Call(c.address, c.port, List.of(), c.method, c.host, c.target, c.headers);
    }

    /// The words of a table: `host=cart path=/v2 user=x`; `host`, `path`, `method` and `speaks` are not headers.
    static Word[] words(String text) {
        List<Word> words = new ArrayList<>();
        Arrays.stream(text.strip().split(" +"))
                .filter(word -> !word.isEmpty())
                .forEach(word -> {
                    String name = word.substring(0, word.indexOf('='));
                    String value = word.substring(name.length() + 1);
                    words.add(
                            switch (name) {
                                case "host" -> host(value);
                                case "path" -> path(value);
                                case "method" -> method(value);
                                case "speaks" -> value.equals("h2") ? http2() : bytes();
                                default -> header(name, value);
                            });
                });
        return words.toArray(Word[]::new);
    }

    @Override
    public CharSequence path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    @Override
    public @Nullable CharSequence query() {
        int question = target.indexOf('?');
        return question < 0 ? null : target.substring(question + 1);
    }

    @Override
    public CharSequence authority() {
        return host;
    }

    @Override
    public CharSequence scheme() {
        return "http";
    }

    @Override
    public @Nullable CharSequence header(String name) {
        return headers.get(name);
    }
}
