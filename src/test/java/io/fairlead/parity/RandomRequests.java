package io.fairlead.parity;

import io.fairlead.parity.Configuration.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Made-up requests, many of which meet the rules of a configuration.
final class RandomRequests {
    private final RandomGenerator random;
    private final Words words;

    RandomRequests(long seed, Words words) {
        this.random = new SplittableRandom(seed);
        this.words = words;
    }

    Request next() {
        String method =
                one("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");
        boolean full = method.startsWith("P") && random.nextInt(4) > 0;
        List<String> headers = new ArrayList<>();
        if (random.nextInt(3) == 0 && !words.headers().isEmpty()) {
            headers.add(one(words.headers().toArray(String[]::new)));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            String header = header();
            // Of some headers Envoy makes one line of several, which means the same.
            boolean again = headers.stream().anyMatch(other -> name(other).equals(name(header)));
            if (!again || name(header).equals("x-multi")) {
                headers.add(header);
            }
        }
        String body = full ? "x".repeat(random.nextInt(1, 2000)) : "";
        if (full && random.nextInt(3) == 0) {
            headers.add("Transfer-Encoding: chunked");
        } else if (body.isEmpty() && method.startsWith("P")) {
            headers.add("Content-Length: 0");
        }
        return new Request(method, target(), host(), headers, body);
    }

    private static String name(String header) {
        return header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    private String host() {
        boolean known = !words.hosts().isEmpty() && random.nextInt(5) > 0;
        List<String> hosts =
                known || words.strangers().isEmpty() ? words.hosts() : words.strangers();
        String host = one(hosts.toArray(String[]::new));
        return switch (random.nextInt(8)) {
            case 0 -> host + ":80";
            case 1 -> host.toUpperCase(Locale.ROOT);
            case 2 -> host + ":8080";
            default -> host;
        };
    }

    private String target() {
        String path = one(words.paths().toArray(String[]::new));
        String more =
                switch (random.nextInt(12)) {
                    case 0 -> path + "/42";
                    case 1 -> path + "x";
                    case 2 -> path.toUpperCase(Locale.ROOT);
                    case 3 -> path + "//e";
                    case 4 -> path + "/../a";
                    case 5 -> path + "/./b";
                    case 6 -> path + "%2Fq%20";
                    case 7 -> "/%61" + path;
                    case 8 ->
                            path + one("/%2e%2E/%7e", "/a|b", "/a^b", "/a{b}", "/%e9%C3", "/a\\b");
                    default -> path;
                };
        return more + one("", "", "", "?q=1", "?q=x&q=1", "?", "?a=b%20c&q=12");
    }

    private String header() {
        return one(
                "X-User: jason",
                "x-user: JASON",
                "x-user:  jan  ",
                "x-user: ",
                "x-debug: 1",
                "Cookie: user=jason; b=2",
                "User-Agent: parity/1",
                "Accept: */*",
                "Accept-Encoding: gzip",
                "Connection: keep-alive, x-hop",
                "x-hop: 1",
                "X-Forwarded-For: 9.9.9.9",
                "X-Forwarded-Proto: https",
                "x-request-id: 11111111-1111-4111-8111-111111111111",
                "X-Envoy-Retry-On: 5xx",
                "x-envoy-upstream-rq-timeout-ms: 5000",
                "x-envoy-max-retries: 1",
                "x-envoy-attempt-count: 7",
                "x-envoy-original-path: /said",
                "x-envoy-original-host: said",
                "x-envoy-internal: true",
                "x-envoy-external-address: 8.8.8.8",
                "x-envoy-expected-rq-timeout-ms: 3",
                "x-envoy-decorator-operation: said",
                "x-forwarded-host: said",
                "TE: trailers",
                "Origin: http://a.example",
                "Access-Control-Request-Method: GET",
                "Expect: nothing",
                "x-multi: 1",
                "x-multi: 2",
                "x-want-status: " + one("201", "204", "304", "404", "418", "500", "502", "503"),
                "x-want-fails: " + one("1", "2"),
                "x-want-delay: " + one("1", "350"),
                "x-want-chunked: 1");
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
