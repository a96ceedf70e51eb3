package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.ca.DaemonCredentials;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Credential;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.AdsClient;
import io.fairlead.proxy.xds.AdsNode;
import io.fairlead.testing.Pki;
import io.fairlead.testing.TokenMint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Secrets that a DestinationRule names, on their way from a file to the sidecars that may read them.
@Timeout(120)
class CredentialTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.rsa("cluster");
    private static final Pki.Ca CA = Pki.root("bank");
    private static final String BANK = "outbound|80||bank.shop.svc.cluster.local";
    private static final String PAIR = "kubernetes://bank";
    private static final String ROOTS = "kubernetes://bank-cacert";

    @TempDir Path dir;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<AdsClient> clients = new ArrayList<>();
    private Path config;
    private Daemon daemon;

    /// A sidecar's ear.
    private record Sidecar(
            BlockingQueue<ProxySnapshot> snapshots,
            BlockingQueue<Collection<Credential>> secrets,
            AtomicReference<Collection<Credential>> last) {
        ProxySnapshot snapshot(Predicate<ProxySnapshot> wanted) throws InterruptedException {
            return next(snapshots, wanted);
        }

        Credential secret(String name, Predicate<Credential> wanted) throws InterruptedException {
            Predicate<Credential> named = one -> one.name().equals(name);
            Predicate<Collection<Credential>> holds =
                    some -> some.stream().anyMatch(named.and(wanted));
            Collection<Credential> all = last.get();
            if (!holds.test(all)) {
                all = next(secrets, holds);
                last.set(all);
            }
            return all.stream().filter(named).findFirst().orElseThrow();
        }

        private static <T> T next(BlockingQueue<T> queue, Predicate<T> wanted)
                throws InterruptedException {
            while (true) {
                T next = queue.poll(30, TimeUnit.SECONDS);
                assertThat(next).as("nothing came").isNotNull();
                if (wanted.test(next)) {
                    return next;
                }
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        RunningDaemon.write(
                config,
                "bank",
                Yaml.service("bank", "10.96.0.1", "10.244.0.1")
                        .replace("namespace: default", "namespace: shop"));
        RunningDaemon.write(config, "rule", BankRule.rule());
        RunningDaemon.write(config, "access", BankRule.access());
        SecureOptions secure = Secured.in(dir);
        daemon = new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100, secure));
        daemon.start();
    }

    @AfterEach
    void stop() {
        clients.forEach(AdsClient::stop);
        daemon.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void theAccountThatARoleGivesSecretsGetsThemAndTheirRenewal() throws Exception {
        Pki.Held first = CA.leaf().dns("me").issue();
        RunningDaemon.write(config, "secret", secret(first, CA));
        Sidecar web = connect("web");

        Credential pair = web.secret(PAIR, _ -> true);
        assertThat(pair.chain()).isEqualTo(first.chainPem());
        assertThat(pair.key()).isEqualTo(first.keyPem());
        assertThat(pair.toString()).doesNotContain("BEGIN");
        assertThat(web.secret(ROOTS, _ -> true).roots()).isEqualTo(CA.pem());
        ClientTransport.Tls tls = tls(web.snapshot(s -> s.clusters().containsKey(BANK)));
        assertThat(tls.settings().certificate()).isEqualTo(PAIR);
        assertThat(tls.settings().validation().roots()).isEqualTo(new Roots.Named(ROOTS));

        Pki.Held second = CA.leaf().dns("me").issue();
        RunningDaemon.write(config, "secret", secret(second, CA));
        assertThat(web.secret(PAIR, one -> !one.equals(pair)).chain()).isEqualTo(second.chainPem());

        // What can't be used is told, and the last good one stays.
        RunningDaemon.write(
                config, "secret", secret(new Pki.Held(first.chain(), second.key()), CA));
        RunningDaemon.write(config, "roots", secret("other", "ca.crt", CA.pem()));
        assertThat(web.secrets().poll(1, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void anAccountWithoutTheRoleGetsNoKeyAndSoDoesOneThatShowsNoProof() throws Exception {
        RunningDaemon.write(config, "secret", secret(CA.leaf().dns("me").issue(), CA));
        RunningDaemon.write(config, "roots", secret("bank-cacert", "cacert", CA.pem()));

        Sidecar thief = connect("thief");
        assertThat(thief.secret(ROOTS, _ -> true).roots()).isEqualTo(CA.pem());
        Sidecar nobody = connect(GrpcTarget.plain("127.0.0.1", daemon.xdsPort()), "web");
        nobody.snapshot(snapshot -> snapshot.clusters().containsKey(BANK));

        assertThat(nobody.secrets()).allSatisfy(all -> assertThat(all).isEmpty());
        for (AdsClient client : clients) {
            assertThat(client.view().waiting().toString()).doesNotContain("BEGIN");
        }
        assertThat(thief.secrets()).allSatisfy(all -> assertThat(all).noneMatch(this::isPair));

        RunningDaemon.write(
                config, "access", BankRule.access().replace("name: web", "name: thief"));
        assertThat(thief.secret(PAIR, _ -> true).key()).contains("BEGIN");
    }

    @Test
    void aBindingForTheWholeClusterGivesThemToo() throws Exception {
        RunningDaemon.write(config, "secret", secret(CA.leaf().dns("me").issue(), CA));
        RunningDaemon.write(config, "access", clusterAccess());

        assertThat(connect("web").secret(PAIR, _ -> true).key()).contains("BEGIN");
    }

    @Test
    void aRuleThatNamesNoSecretIsAProblemUntilItIsThere() throws Exception {
        assertThat(problems(said -> said.contains("missing-secret")))
                .contains(
                        "DestinationRule shop/bank",
                        "spec.trafficPolicy.tls.credentialName",
                        "there is no Secret shop/bank with certificates",
                        "credentialName names a Secret of the rule's namespace",
                        "add it to the configuration, with tls.crt and tls.key");

        RunningDaemon.write(config, "secret", secret(CA.leaf().dns("me").issue(), CA));

        assertThat(problems(said -> !said.contains("missing-secret"))).doesNotContain("shop/bank");
    }

    /// What the daemon has to say against its configuration, once it is as wanted.
    private String problems(Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                URI page =
                        URI.create(
                                "http://127.0.0.1:" + daemon.monitoringPort() + "/debug/problems");
                String said =
                        client.send(
                                        HttpRequest.newBuilder(page).build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body();
                if (wanted.test(said)) {
                    return said;
                }
                assertThat(System.nanoTime()).as(said).isLessThan(end);
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private boolean isPair(Credential one) {
        return one.name().equals(PAIR);
    }

    private static ClientTransport.Tls tls(ProxySnapshot snapshot) {
        return (ClientTransport.Tls) snapshot.cluster(BANK).orElseThrow().transport().otherwise();
    }

    private Sidecar connect(String account) throws Exception {
        Path token =
                Files.writeString(
                        dir.resolve("token-" + account),
                        MINT.token("shop", account, Instant.now()));
        var credentials =
                new DaemonCredentials(
                        new DaemonCredentials.Paths(token, dir.resolve("ca/root-cert.pem")),
                        "Kubernetes",
                        Optional::empty);
        return connect(
                new GrpcTarget(
                        "127.0.0.1",
                        daemon.securePort(),
                        new Security.Tls("istiod.istio-system.svc", credentials),
                        credentials),
                account);
    }

    private Sidecar connect(GrpcTarget target, String account) {
        var sidecar =
                new Sidecar(
                        new LinkedBlockingQueue<>(),
                        new LinkedBlockingQueue<>(),
                        new AtomicReference<>(List.of()));
        AdsClient client =
                new AdsClient(
                        new AdsClient.Wiring(
                                loops.next(),
                                NioSocketChannel.class,
                                Clock.SYSTEM,
                                new SplittableRandom(1),
                                new Stats()),
                        target,
                        new AdsNode(
                                "sidecar~10.244.0.9~%s.shop~shop.svc.cluster.local"
                                        .formatted(account),
                                "web.shop",
                                """
                                {"NAMESPACE": "shop", "SERVICE_ACCOUNT": "%s", "LABELS": {"app": "web"},
                                 "WORKLOAD_IDENTITY_SOCKET_FILE": "socket"}\
                                """
                                        .formatted(account)),
                        sidecar.snapshots()::add,
                        sidecar.secrets()::add);
        clients.add(client);
        client.start();
        return sidecar;
    }

    private static String secret(Pki.Held held, Pki.Ca ca) {
        return secret("bank", "tls.crt", held.chainPem())
                + BankRule.entry("tls.key", held.keyPem())
                + BankRule.entry("ca.crt", ca.pem());
    }

    private static String secret(String name, String key, String pem) {
        return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: shop}
        stringData:
        """
                        .formatted(name)
                + BankRule.entry(key, pem);
    }

    private static String clusterAccess() {
        return """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: readers}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
        subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
        """;
    }
}
