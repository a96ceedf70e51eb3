package io.fairlead.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggingTest {
    private static final String ROOMS = "io.fairlead.proxy.";
    private static final Logger XDS = Logger.getLogger("io.fairlead.proxy.xds.ForTest");
    private static final Logger TRACE = Logger.getLogger("io.fairlead.proxy.trace.ForTest");

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
                .contains("  trace: info\n", "  xds: debug\n");
        assertThat(XDS.isLoggable(Level.FINE)).isTrue();
        assertThat(TRACE.isLoggable(Level.FINE)).isFalse();
        assertThat(change("paths", "xds:warning,trace:trace").body())
                .contains("  trace: trace\n", "  xds: warning\n");
        assertThat(XDS.isLoggable(Level.INFO)).isFalse();
        assertThat(TRACE.isLoggable(Level.FINEST)).isTrue();
    }

    @Test
    void theLevelOfAllIsThatOfEach() {
        assertThat(change("xds", "debug").status()).isEqualTo(200);
        assertThat(change("level", "error").body()).contains("  trace: error\n", "  xds: error\n");
        assertThat(XDS.isLoggable(Level.WARNING)).isFalse();
    }

    /// The names are the rooms themselves, loaded or not.
    @Test
    void everyRoomThatLogsIsALogger() {
        JavaClasses program =
                new ClassFileImporter()
                        .importUrl(
                                Logging.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(
                        program.stream()
                                .filter(one ->
                                        one.getDirectDependenciesFromSelf().stream()
                                                .anyMatch(LoggingTest::isOnLoggers))
                                .map(one -> one.getPackageName() + ".")
                                .map(name ->
                                        name.substring(
                                                ROOMS.length(), name.indexOf('.', ROOMS.length())))
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Logging.LOGGERS);
    }

    private static boolean isOnLoggers(Dependency dependency) {
        return dependency.getTargetClass().getName().equals("org.slf4j.LoggerFactory");
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
