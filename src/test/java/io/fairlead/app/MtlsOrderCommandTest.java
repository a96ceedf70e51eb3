package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.cli.MtlsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fairlead mtls hold`, `resume`, … against a whole daemon, over its socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MtlsOrderCommandTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String MESH =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: default, namespace: istio-system}
            spec: {drive: Automatic, profile: demo}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: cart-1
              namespace: shop
              labels: {app: cart, security.istio.io/tlsMode: istio}
              ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: cart, uid: u}]
            spec:
              serviceAccountName: cart
              containers: [{name: c, ports: [{containerPort: 8080}, {containerPort: 9090}]}]
            status: {podIP: 10.0.0.2, phase: Running, conditions: [{type: Ready, status: "True"}]}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Daemon daemon;

    @BeforeAll
    void start(@TempDir Path given) throws Exception {
        dir = given;
        Path config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(config.resolve("mesh.yaml"), MESH);
        DaemonOptions options =
                new DaemonOptions(
                        List.of(config),
                        null,
                        ANY,
                        ANY,
                        ANY,
                        100,
                        null,
                        null,
                        null,
                        null,
                        dir.resolve("mtls"));
        daemon = new Daemon(options);
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(60))).isTrue();
        int left = 600;
        do {
            run("status", "--daemon", door());
        } while (!out.toString().contains("2 ports") && left-- > 0 && !paused());
        assertThat(out.toString()).as("the first look").contains("2 ports");
    }

    private static boolean paused() throws InterruptedException {
        return new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    void stop() {
        daemon.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new MtlsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String door() {
        return "127.0.0.1:" + daemon.monitoringPort();
    }

    private int order(String verb, String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(verb, "--daemon", door()));
        all.addAll(List.of("--by", "ann"));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void aPortIsHeldAndGoesOn() throws Exception {
        assertThat(order("hold", "--unit", "shop/cart:8080", "--wait", "60")).isZero();
        assertThat(out.toString())
                .matches(
                        "UNIT +MODE +PHASE +BECAUSE\nshop/cart:8080 +PERMISSIVE +HELD +it is held\n");
        assertThat(order("resume", "--unit", "shop/cart:8080", "-o", "json")).isZero();
        assertThat(out.toString())
                .contains("\"order\" : \"resume\"", "\"unit\" : \"shop/cart:8080\"", "OBSERVING")
                .doesNotContain("9090");
        assertThat(Files.readString(dir.resolve("mtls").resolve("mtls-audit.jsonl")))
                .contains("\"actor\":\"ann\",\"unit\":\"shop/cart:8080\"");
        assertThat(run("report", "--daemon", door())).isEqualTo(3);
        assertThat(out.toString())
                .contains("| ann | shop/cart:8080 | OBSERVING | HELD |", "whole from record 1 to ");
    }

    @Test
    void aPortThatIsNoneIsNamedWithThoseThatAre() {
        assertThat(order("hold", "--unit", "shop/cart:80")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "shop/cart:80 is no port of the mesh; there are shop/cart:8080, shop/cart:9090");
    }

    @Test
    void anExemptionIsKeptShownAndEndedByItsCaller() throws Exception {
        String[] who = {"--from", "batch/job", "--owner", "sre", "--reason", "a scrape"};
        List<String> all = new java.util.ArrayList<>(List.of("shop/cart:9090"));
        all.addAll(List.of(who));
        all.addAll(List.of("--until", "2999-12-31"));
        assertThat(order("exempt", all.toArray(String[]::new))).isZero();
        assertThat(out.toString())
                .matches(
                        "UNIT .*\nshop/cart:9090 +batch/job +3000-01-01T00:00:00Z +yes +sre +order"
                                + " +a scrape\n");
        assertThat(Files.readString(dir.resolve("mtls").resolve("mtls-audit.jsonl")))
                .contains("\"actor\":\"ann\",\"unit\":\"shop/cart:9090\"")
                .contains("batch/job is exempted until 3000-01-01T00:00:00Z, by sre: a scrape");
        assertThat(Files.readString(dir.resolve("mtls").resolve("mtls-units")))
                .contains("exempt\tshop/cart:9090\tbatch/job\tsre\t3000-01-01T00:00:00Z\ta scrape");
        assertThat(order("exempt", "shop/cart:9090", "--remove", "--from", "batch/other"))
                .isEqualTo(1);
        assertThat(order("exempt", "shop/cart:9090", "--remove", "--from", "batch/job")).isZero();
        assertThat(order("exempt", "-o", "json")).isZero();
        assertThat(out.toString()).containsIgnoringWhitespaces("\"exemptions\":[]");
    }

    @Test
    void anExemptionThatNobodyAnswersForIsNone() {
        assertThat(order("exempt", "shop/cart:9090", "--from", "*", "--until", "2999-12-31"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("--owner is missing");
        String[] rest = {
            "shop/cart:9090", "--from", "*", "--owner", "sre", "--reason", "x", "--until"
        };
        for (String until : List.of("2020-01-01", "soon", "")) {
            List<String> all = new java.util.ArrayList<>(List.of(rest));
            all.add(until);
            assertThat(order("exempt", all.toArray(String[]::new))).as(until).isEqualTo(1);
        }
        assertThat(err.toString()).contains("an exemption ends");
    }

    @Test
    void whereNothingIsLockedNothingIsProven() {
        assertThat(order("verify")).isEqualTo(3);
        assertThat(out).hasToString("no port is LOCKED: there is nothing to be proven\n");
        String[] two = {"--unit", "shop/cart:8080", "--unit", "shop/cart:9090"};
        assertThat(order("verify", two)).isEqualTo(3);
        assertThat(out.toString())
                .contains("shop/cart:8080", "shop/cart:9090")
                .contains("not LOCKED: there is nothing to be proven");
        assertThat(order("verify", "--unit", "shop/cart:1")).isEqualTo(1);
    }

    @Test
    void whatTakesLocksOffIsNotDoneUnaskedAndWithoutAnswer() {
        assertThat(order("rollback", "--all")).isEqualTo(64);
        assertThat(err.toString())
                .contains("every lock is taken off", "fix: -y", "nothing was done");
        assertThat(order("start", "--all")).isEqualTo(64);
    }

    @Test
    void wrongUseIsTold() {
        assertThat(order("hold")).isEqualTo(64);
        assertThat(err.toString()).contains("--unit", "--all");
        assertThat(order("hold", "--all", "--unit", "shop/cart:8080")).isEqualTo(64);
        assertThat(order("hold", "--all", "--by", "a b")).isEqualTo(64);
        assertThat(order("hold", "--all", "--wait", "soon")).isEqualTo(64);
    }

    @Test
    void nobodyThere() {
        int status = run("hold", "--all", "--by", "ann", "--daemon", "127.0.0.1:1");
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("http://127.0.0.1:1/debug/mtls/hold?by=ann");
    }
}
