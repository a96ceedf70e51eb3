package io.fairlead.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What containers of pods made for Istio run, as processes of their own.
@Timeout(60)
class EntryPointsTest {

    private static final int USAGE = 64;
    private static final int BAD_CONFIG = 78;

    @TempDir private Path dir = Path.of("");
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer proxy;

    private record Ended(int status, String said, String complained) {}

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext(
                "/",
                exchange -> {
                    String body =
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8);
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    boolean known = !exchange.getRequestURI().getPath().equals("/none");
                    exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        proxy.createContext(
                "/healthz/ready",
                exchange -> {
                    exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
                    exchange.close();
                });
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    private String port() {
        return Integer.toString(proxy.getAddress().getPort());
    }

    @Test
    void requestAsksTheAdminPort() throws Exception {
        assertThat(agent("request", "GET", "stats?filter=cds", "--debug-port", port()))
                .isEqualTo(new Ended(0, "GET /stats?filter=cds ", ""));
        assertThat(
                        agent(
                                "request",
                                "--debug-port=" + port(),
                                "--log_output_level=default:info",
                                "POST",
                                "/logging",
                                "level=debug"))
                .isEqualTo(new Ended(0, "POST /logging level=debug", ""));
    }

    @Test
    void requestSaysWhatWentWrong() throws Exception {
        Ended none = agent("request", "GET", "/none", "--debug-port", port());
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.said()).startsWith("GET /none");
        assertThat(none.complained()).contains("404");
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Ended refused = agent("request", "GET", "/", "--debug-port", Integer.toString(nobody));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.complained()).contains("port " + nobody + " can't be asked");
    }

    @Test
    void waitEndsWhenTheProxyIsReady() throws Exception {
        String url = "http://127.0.0.1:" + port() + "/healthz/ready";
        assertThat(agent("wait", "--url=" + url, "--periodMillis", "10").status()).isZero();
        assertThat(asked).hasValue(3);
    }

    @Test
    void waitEndsAlsoWhenItIsTooLong() throws Exception {
        Ended ended =
                agent(
                        "wait",
                        "--url",
                        "http://127.0.0.1:" + port() + "/none",
                        "--timeoutSeconds=1",
                        "--periodMillis=10");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.complained()).contains("not ready after 1 s", "404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request GET",
                "request GET /a b c",
                "request --debug-port=0 GET /",
                "request --debug-prot=1 GET /",
                "wait --url=ftp://a/",
                "wait --timeoutSeconds=soon",
                "wait --timeout=3",
                "wait now",
                "istio-iptables -p 15002",
                "istio-iptables --dry",
                "istio-iptables --probe-timeout=soon",
                "istio-iptables --iptables-probe-port=0",
                "proxy",
                "proxy waypoint",
                "drain",
                ""
            })
    void whatIsNotUnderstoodIsSaid(String words) throws Exception {
        Ended ended = agent(words.isEmpty() ? new String[0] : words.split(" ", -1));
        assertThat(ended.status()).isEqualTo(USAGE);
        assertThat(ended.said()).isEmpty();
        assertThat(ended.complained()).isNotBlank();
    }

    @Test
    void aProxyRefusesFlagsThatItDoesNotKnow() throws Exception {
        Ended ended = agent("proxy", "sidecar", "--proxyLogLevel=warning", "--domian=a.b");
        assertThat(ended.status()).isEqualTo(BAD_CONFIG);
        assertThat(ended.complained()).contains("--domian");
    }

    /// With the words that the init container of a pod made by Istio's injector has.
    @Test
    void istioIptablesSetsRulesOnceAndTheSameAgain() throws Exception {
        RealParts.root("iptables in a network namespace");
        RealParts.program("unshare", "apt-get install util-linux");
        RealParts.program("iptables-restore", "apt-get install iptables");
        List<String> words =
                words(
                        "istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x  -b * -d"
                                + " 15090,15021,15020 --log_output_level=default:info");
        Path script = dir.resolve("twice");
        Files.writeString(
                script,
                """
                for i in 1 2; do "$@" || exit 1; iptables-save -t nat >"$0.$i"; done
                ip6tables-save
                """);
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "bash"));
        command.add(script.toString());
        command.addAll(java());
        command.addAll(words);
        Ended ended = run(command, Map.of("ISTIO_DUAL_STACK", "true"));

        assertThat(ended.status()).as(ended.complained()).isZero();
        List<String> first = rules(Path.of(script + ".1"));
        assertThat(first)
                .contains(
                        "-A PREROUTING -p tcp -j ISTIO_INBOUND",
                        "-A OUTPUT -j ISTIO_OUTPUT",
                        "-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006",
                        "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001",
                        "-A ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN");
        assertThat(rules(Path.of(script + ".2"))).isEqualTo(first);
        assertThat(ended.said()).contains("-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT");
    }

    /// As with Istio's CNI: the node sets the rules, the pod only tries whether they work.
    @ParameterizedTest
    @ValueSource(strings = {"REDIRECT", "TPROXY"})
    void istioIptablesTriesWhetherRulesWorkAndTakesThemAway(String mode) throws Exception {
        RealParts.root("iptables in a network namespace");
        RealParts.program("unshare", "apt-get install util-linux");
        RealParts.program("iptables-restore", "apt-get install iptables");
        Path script = dir.resolve("try");
        Files.writeString(
                script,
                """
                ip link set lo up
                words="-p 15001 -z 15006 -u 1337 -m $1 -i * -b * -d 15090"
                shift
                set -f
                tried() { setpriv --reuid 1337 --regid 1337 --clear-groups "$@" $words --run-validation --skip-rule-apply --probe-timeout 800ms; echo "tried $?"; }
                tried "$@"
                "$@" $words; echo "set $?"
                tried "$@"
                iptables-save | grep -c ISTIO_
                "$@" $words --cleanup-only; echo "removed $?"
                iptables-save | grep ISTIO_; ip6tables-save | grep ISTIO_; ip rule | grep 133
                "$@" $words --cleanup-only; echo "nothing $?"
                tried "$@"
                """);
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "bash"));
        command.addAll(List.of(script.toString(), mode));
        command.addAll(java());
        command.add("istio-iptables");
        Ended ended = run(command, Map.of("ISTIO_DUAL_STACK", "true"));
        assertThat(ended.said())
                .as(ended.complained())
                .matches("tried 126\nset 0\ntried 0\n\\d\\d+\nremoved 0\nnothing 0\ntried 126\n");
        assertThat(ended.complained()).contains("15002", "packet rules aren't there");
    }

    private static List<String> rules(Path saved) throws IOException {
        return Files.readAllLines(saved).stream().filter(line -> line.startsWith("-A")).toList();
    }

    /// Two blanks are an empty word between them.
    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private Ended agent(String... words) throws Exception {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(words));
        return run(command, Map.of());
    }

    private Ended run(List<String> command, Map<String, String> environment) throws Exception {
        Path complaints = dir.resolve("complaints");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(complaints.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said, Files.readString(complaints));
    }
}
