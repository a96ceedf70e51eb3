package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ProxyStatusCommandTest {

    private static final String ANSWER =
            """
            [
              {"proxy": "web-5d4f8c7b9d-x2x9k.shop", "cluster_id": "Kubernetes", "istio_version": "1.27.0",
               "cluster_sent": "c2", "cluster_acked": "c2", "listener_sent": "l2", "listener_acked": "l1",
               "endpoint_sent": "e1", "quiet": false},
              {"proxy": "cart-0.shop",
               "cluster_sent": "c2", "cluster_acked": "c1",
               "rejected": [{"type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
                             "resources": ["a"], "nonce": "n", "message": "no such filter"}]}
            ]
            """;

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("syncz.json");
        Files.writeString(file, ANSWER);
    }

    @Test
    void eachTypeIsSyncedStaleRejectedOrNotSent() {
        assertThat(run())
                .isEqualTo(
                        """
                        NAME                       CLUSTER     CDS       LDS       EDS                         RDS       ISTIOD  VERSION
                        cart-0.shop                -           REJECTED  NOT SENT  NOT SENT                    NOT SENT  -       -
                        web-5d4f8c7b9d-x2x9k.shop  Kubernetes  SYNCED    STALE     STALE (Never Acknowledged)  NOT SENT  -       1.27.0

                        cart-0.shop refused Cluster: no such filter
                        0\
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "cart-0.shop, cart-0.shop",
        "pod/cart-0.shop, cart-0.shop",
        "deployment/web.shop, web-5d4f8c7b9d-x2x9k.shop",
        "deploy/web.shop, web-5d4f8c7b9d-x2x9k.shop"
    })
    void oneProxyIsShownByItsName(String name, String shown) {
        assertThat(run(name).lines().skip(1).findFirst().orElseThrow()).startsWith(shown + " ");
    }

    @Test
    void aNameWithoutNamespaceIsOfTheNamedOne() {
        assertThat(run("cart-0", "-n", "shop")).contains("cart-0.shop").endsWith("0");
    }

    @ParameterizedTest
    @CsvSource({"cart-0", "web.shop", "deployment/we.shop", "deployment/web-5d4f8c7b9d.shop"})
    void aProxyThatIsNotConnectedIsNamed(String name) {
        assertThat(run(name))
                .isEqualTo(
                        "fairlead proxy-status: no proxy %s is connected to this daemon\n1"
                                .formatted(name));
    }

    @Test
    void aKindWithoutProxiesIsWrongUse() {
        assertThat(run("service/web"))
                .startsWith("service/web: neither pod/NAME nor deployment/NAME")
                .endsWith("2");
    }

    @Test
    void jsonIsTheDaemonsOwnOfTheProxiesAskedFor() {
        assertThat(run("cart-0.shop", "-o", "json"))
                .contains("\"proxy\" : \"cart-0.shop\"")
                .doesNotContain("web-");
    }

    @Test
    void anAnswerThatIsNoListOfProxiesIsRefused() throws IOException {
        Files.writeString(file, "{}");
        assertThat(run()).endsWith("syncz.json: is no list of proxies\n1");
    }

    @Test
    void oneWayToAskIsEnough() {
        assertThat(run("--daemon", "127.0.0.1:1")).contains("either --daemon or -f").endsWith("2");
    }

    @Test
    void aClusterThatIsNotThereIsTold() {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int status =
                new CommandLine(new ProxyStatusCommand())
                        .setOut(writer)
                        .setErr(writer)
                        .execute("--kubeconfig", dir.resolve("none").toString());
        assertThat(text.toString() + status)
                .startsWith("fairlead proxy-status: --kubeconfig ")
                .endsWith("none is no file that can be read" + System.lineSeparator() + "1");
    }

    private String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        CommandLine line = new CommandLine(new ProxyStatusCommand()).setOut(writer).setErr(writer);
        int status = line.execute(with(arguments, "-f", file.toString()));
        return text.toString() + status;
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
