package io.fairlead.proxy.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.HashPolicy;
import io.fairlead.proxy.model.HashPolicy.Source;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import io.fairlead.proxy.upstream.balance.XxHash64;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a request is hashed by.
class RequestHashTest {

    private static final Request REQUEST =
            Request.get("shop", "/p?user=7&empty")
                    .with(Map.of("x-user", "ann", "cookie", "a=1; id=\"q z\"; b=2"));

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "header x-user, ann",
        "header :authority, shop",
        "header x-none, none",
        "cookie id, q z",
        "cookie a, 1",
        "cookie b, 2",
        "cookie d, none",
        "query user, 7",
        "query none, none",
        "source -, 10.0.0.9",
    })
    void eachSource(String source, String text) {
        long wanted = text.equals("none") ? LoadBalancer.NO_HASH : XxHash64.hash(text);
        assertThat(hash(policy(source, false))).isEqualTo(wanted);
    }

    @Test
    void severalAreCombinedAndATerminalOneStops() {
        HashPolicy user = policy("header x-user", false);
        HashPolicy stop = policy("header x-user", true);
        HashPolicy missing = policy("header x-none", true);
        HashPolicy source = policy("source -", false);
        assertThat(hash(user, source)).isNotEqualTo(hash(user)).isNotEqualTo(hash(source));
        assertThat(hash(user, source)).isNotEqualTo(hash(source, user));
        assertThat(hash(stop, source)).isEqualTo(hash(user));
        assertThat(hash(missing, source)).isEqualTo(hash(source));
    }

    @Test
    void onlyACookieWithATimeIsMadeWhenItIsMissing() {
        var made = new Source.Cookie("new", Duration.ofHours(1), "/");
        var there = new Source.Cookie("id", Duration.ofHours(1), "/");
        var never = new Source.Cookie("other", null, "/");
        assertThat(RequestHash.missingCookie(policies(never, there), REQUEST)).isNull();
        assertThat(RequestHash.missingCookie(policies(never, there, made), REQUEST))
                .isEqualTo(made);
    }

    private static List<HashPolicy> policies(Source... sources) {
        return List.of(sources).stream().map(source -> new HashPolicy(source, false)).toList();
    }

    private static long hash(HashPolicy... policies) {
        return RequestHash.of(List.of(policies), REQUEST, "10.0.0.9");
    }

    private static HashPolicy policy(String text, boolean terminal) {
        String[] parts = text.split(" ");
        Source source =
                switch (parts[0]) {
                    case "header" -> new Source.Header(parts[1]);
                    case "cookie" -> new Source.Cookie(parts[1], null, "");
                    case "query" -> new Source.QueryParameter(parts[1]);
                    default -> new Source.SourceIp();
                };
        return new HashPolicy(source, terminal);
    }
}
