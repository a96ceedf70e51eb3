package io.fairlead.ca.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.caller.Verdict;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.meter.MetricNames;
import io.fairlead.testing.FakeClock;
import io.fairlead.testing.ReviewingApiServer;
import io.fairlead.testing.TokenMint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that an API server is asked about, over HTTPS.
class TokenReviewerTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final ReviewLimits LIMITS =
            new ReviewLimits(Duration.ofSeconds(10), 2, 4, Duration.ofSeconds(20), 100_000);

    @TempDir Path dir;
    private final FakeClock clock = new FakeClock(NOW);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private ReviewingApiServer server;
    private Path account;
    private TokenReviewer reviewer;

    @BeforeEach
    void start() throws Exception {
        server = new ReviewingApiServer(MINT);
        account = server.account(dir.resolve("account"));
        reviewer =
                new TokenReviewer(
                        new ApiServer(server.uri(), account, LIMITS),
                        () -> TokenPolicy.of("", "istio-ca", "cluster.local"),
                        LIMITS,
                        clock,
                        new CaMeters(registry));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAnswerHoldsForSecondsAndARevokedTokenNoLonger() {
        String token = MINT.token("shop", "web", NOW);
        assertThat(judge(token)).contains("spiffe://cluster.local/ns/shop/sa/web");
        server.revoke(token);
        clock.pass(Duration.ofSeconds(9));
        assertThat(judge(token)).contains("spiffe://cluster.local/ns/shop/sa/web");
        assertThat(server.asked()).isEqualTo(1);

        clock.pass(Duration.ofSeconds(2));
        assertThat(judge(token)).isEqualTo("token: the API server does not accept it");
        assertThat(judge(token)).isEqualTo("token: the API server does not accept it");
        assertThat(server.asked()).isEqualTo(2);
        assertThat(reviews("authenticated")).isEqualTo(1);
        assertThat(reviews("refused")).isEqualTo(1);
        assertThat(reviews("kept")).isEqualTo(2);
    }

    @Test
    void whatSomebodyElseSignedIsRefused() {
        assertThat(judge(TokenMint.ec("one").token("shop", "web", NOW)))
                .isEqualTo("token: the API server does not accept it");
    }

    @Test
    void whatSaysItselfThatItIsNoneIsNotSent() {
        assertThat(judge("no.token.atall")).contains("no signed JSON Web Token");
        assertThat(judge("x".repeat(20_000))).contains("longer than");
        assertThat(judge(MINT.token("shop", "web", NOW.minus(Duration.ofDays(2)))))
                .contains("it expired at");
        assertThat(judge(MINT.sign(TokenMint.claims("shop", "web", NOW).audience("vault").build())))
                .contains("its audience is not the one expected");
        assertThat(server.asked()).isZero();
    }

    @Test
    void theOldestOfTooManyAnswersIsForgotten() {
        String first = MINT.token("shop", "one", NOW);
        judge(first);
        judge(MINT.token("shop", "two", NOW));
        judge(MINT.token("shop", "three", NOW));
        judge(MINT.token("shop", "three", NOW.plusSeconds(1)));
        assertThat(server.asked()).isEqualTo(4);
        judge(first);
        assertThat(server.asked()).isEqualTo(5);
    }

    @Test
    void withoutAnAnswerNoTokenIsGoodAndItIsAskedAgain() throws Exception {
        String token = MINT.token("shop", "web", NOW);
        server.allow(false);
        assertThat(judge(token)).contains("can't be asked about it now");
        server.allow(true);
        assertThat(judge(token)).contains("spiffe://");

        String other = MINT.token("shop", "cart", NOW);
        server.expect("a newer token");
        assertThat(judge(other)).contains("can't be asked about it now");
        Files.writeString(account.resolve("token"), "a newer token");
        assertThat(judge(other)).contains("spiffe://");
        assertThat(reviews("failed")).isEqualTo(2);
    }

    @Test
    void anApiServerThatAnotherAuthorityNamesIsNotAsked() throws Exception {
        try (ReviewingApiServer stranger = new ReviewingApiServer(MINT)) {
            stranger.account(account);
            assertThat(judge(MINT.token("shop", "web", NOW))).contains("can't be asked");
            assertThat(server.asked()).isZero();
        }
        server.account(account);
        assertThat(judge(MINT.token("shop", "web", NOW))).contains("spiffe://");
    }

    @Test
    void anApiServerThatIsGoneMakesNoTokenGood() {
        server.close();
        assertThat(judge(MINT.token("shop", "web", NOW))).contains("can't be asked about it now");
        assertThat(reviews("failed")).isEqualTo(1);
    }

    private String judge(String token) {
        return switch (reviewer.judge(token)) {
            case Verdict.Good good -> good.caller().identity().toString();
            case Verdict.Bad(String reason) -> reason;
        };
    }

    private double reviews(String result) {
        return registry.counter(MetricNames.TOKEN_REVIEWS, "result", result).count();
    }
}
