package io.fairlead.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggingTest {
    private static final Logger XDS = Logger.getLogger("io.fairlead.proxy.xds.ForTest");
    private static final Logger HTTP = Logger.getLogger("io.fairlead.proxy.http.ForTest");

    private final Level before = Logger.getLogger("").getLevel();

    @BeforeEach
    void start() {
        assertThat(change("level", "info").status()).isEqualTo(200);
    }

    @AfterEach
    void restore() {
        assertThat(change("level", "info").status()).isEqualTo(200);
        Logger.getLogger("").setLevel(before);
    }

    @Test
    void aRoomHasALevelOfItsOwn() {
        assertThat(change("xds", "DEBUG").body())
                .startsWith("active loggers:\n")
                .contains("  http: info\n", "  xds: debug\n");
        assertThat(XDS.isLoggable(Level.FINE)).isTrue();
        assertThat(HTTP.isLoggable(Level.FINE)).isFalse();
        assertThat(change("paths", "xds:warning,http:trace").body())
                .contains("  http: trace\n", "  xds: warning\n");
        assertThat(XDS.isLoggable(Level.INFO)).isFalse();
        assertThat(HTTP.isLoggable(Level.FINEST)).isTrue();
    }

    @Test
    void theLevelOfAllIsThatOfEach() {
        assertThat(change("xds", "debug").status()).isEqualTo(200);
        assertThat(change("level", "error").body()).contains("  http: error\n", "  xds: error\n");
        assertThat(XDS.isLoggable(Level.WARNING)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "level, loud, unknown level loud",
        "xds, loud, unknown level loud",
        "nobody, info, unknown logger nobody",
        "paths, 'xds:debug,x', unknown level x",
        "paths, 'xds:debug,debug', unknown logger"
    })
    void whatIsUnknownChangesNothing(String name, String value, String says) {
        Reply reply = change(name, value);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).startsWith(says);
        assertThat(XDS.isLoggable(Level.FINE)).isFalse();
    }

    private static Reply change(String name, String value) {
        return Logging.change(
                new Query(
                        "POST",
                        "/logging",
                        Map.of(name, List.of(value)),
                        "localhost",
                        InetAddress.getLoopbackAddress()));
    }
}
