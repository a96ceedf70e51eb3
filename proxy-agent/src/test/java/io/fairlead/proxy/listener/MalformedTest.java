package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.WireCases;
import io.fairlead.proxy.http.codec.WireCases.Malformed;
import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Byte-exact malformed requests over sockets: each is answered once, the connection ends in order, and the application
/// never hears of it, nor of the request that hides behind it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedTest {

    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

    private Application application;
    private Proxy proxy;

    @BeforeAll
    void start() throws Exception {
        application = new Application();
        proxy = Proxy.to(application.port());
    }

    @AfterAll
    void stop() throws Exception {
        proxy.close();
        application.close();
    }

    @AfterEach
    void nothingArrived() {
        assertThat(application.seen()).isEmpty();
    }

    static List<Malformed> cases() {
        return WireCases.malformed();
    }

    @Test
    void thereAreAtLeastOneHundredAndFiftyCases() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(150);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefused(Malformed malformed) throws IOException {
        application.heads();
        refused(malformed, malformed.wire() + hidden(malformed));
        if (malformed.head()) {
            assertThat(application.heads()).isEmpty();
        }
    }

    /// A parser that sees a part first must not have passed it on.
    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedInTwoPieces(Malformed malformed) throws IOException {
        int middle = malformed.wire().length() / 2;
        String first = malformed.wire().substring(0, middle);
        refused(malformed, first, malformed.wire().substring(middle) + hidden(malformed));
    }

    /// What is refused before its first line ends must not need more to be refused.
    private static String hidden(Malformed malformed) {
        return malformed.wire().contains("\n") ? HIDDEN : "";
    }

    private void refused(Malformed malformed, String... pieces) throws IOException {
        try (Talk talk = proxy.connect()) {
            for (String piece : pieces) {
                talk.say(piece);
            }
            String answer = talk.rest();
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + malformed.status() + " ")
                    .contains("\r\nconnection: close\r\n");
            assertThat(answer.lastIndexOf("HTTP/1.")).as("one answer").isZero();
        }
    }
}
