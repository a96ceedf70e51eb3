package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.sign.CertificateAuthority.KeyMaterial;
import io.fairlead.clock.Clock;
import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.migrate.enforce.Keys;
import io.fairlead.migrate.enforce.Prober;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.testing.Pki;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ports that do as they should, and ports that don't, seen from outside: real TLS on loopback.
class ProberTest {
    private static final String POD = "spiffe://cluster.local/ns/shop/sa/web";
    private static final String THIEF = "spiffe://cluster.local/ns/shop/sa/thief";
    private static final String DAEMON = "spiffe://cluster.local/ns/istio-system/sa/istiod";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final Pki.Ca OTHER = Pki.root("other.invalid");
    private static final PodRef WEB = new PodRef("shop", "web-1");

    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Prober prober;

    @BeforeEach
    void start() throws Exception {
        Keys keys =
                new Keys(
                        KnockKeys.of(material(ROOT.workload(DAEMON)), List.of(ROOT.certificate())),
                        KnockKeys.of(material(OTHER.workload(DAEMON)), List.of()),
                        KnockKeys.of(null, List.of()));
        prober = new Prober(Clock.system(), () -> Optional.of(keys));
    }

    @AfterEach
    void stop() {
        prober.close();
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static KeyMaterial material(Pki.Held held) {
        return new KeyMaterial(new KeyPair(held.leaf().getPublicKey(), held.key()), held.chain());
    }

    /// A server that asks for a certificate of the mesh as strictly as it is told.
    private int serve(ClientAuth asks, boolean clearText, Pki.Held own) throws Exception {
        SslContext tls =
                SslContextBuilder.forServer(own.key(), own.chain())
                        .trustManager(ROOT.certificate())
                        .clientAuth(asks)
                        .build();
        Channel server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        clearText
                                                                ? new OptionalSslHandler(tls)
                                                                : tls.newHandler(channel.alloc()))
                                                .addLast(new Ends());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sync()
                        .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class Ends extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    private PortProof proof(int port) {
        Target target = new Target(WEB, "127.0.0.1", port, POD);
        prober.prove(Set.of(target));
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!prober.proofs().containsKey(target) && System.nanoTime() < until) {
            LockSupport.parkNanos(5_000_000);
        }
        return Objects.requireNonNull(prober.proofs().get(target));
    }

    @Test
    void aStrictPortIsProven() throws Exception {
        int port = serve(ClientAuth.REQUIRE, false, ROOT.workload(POD));
        assertThat(proof(port).says()).isEmpty();
    }

    @Test
    void aPortThatLetsClearTextInIsFound() throws Exception {
        int port = serve(ClientAuth.REQUIRE, true, ROOT.workload(POD));
        assertThat(proof(port).says()).isEqualTo("clear text was let in");
    }

    @Test
    void aPortThatAsksForNoCertificateIsFound() throws Exception {
        int port = serve(ClientAuth.NONE, false, ROOT.workload(POD));
        assertThat(proof(port).says())
                .contains("TLS without a certificate was let in")
                .contains("TLS with a certificate of another trust domain was let in");
    }

    @Test
    void somebodyElseAtTheAddressIsFound() throws Exception {
        int port = serve(ClientAuth.REQUIRE, false, ROOT.workload(THIEF));
        assertThat(proof(port).says())
                .isEqualTo("mutual TLS of the mesh: another identity answered");
    }

    @Test
    void itsOwnKnocksAreNoEvidenceAndAnotherOneIs() throws Exception {
        int port = serve(ClientAuth.REQUIRE, false, ROOT.workload(POD));
        proof(port);
        EvidenceDelta.Row stranger = row(port, "127.0.0.9", 1);
        EvidenceDelta once = prober.without(delta(row(port, "127.0.0.1", 2), stranger));
        assertThat(once.rows()).containsExactly(stranger);
        EvidenceDelta more = prober.without(delta(row(port, "127.0.0.1", 2)));
        assertThat(more.rows()).containsExactly(row(port, "127.0.0.1", 1));
        assertThat(prober.without(delta(row(port, "127.0.0.1", 1))).rows()).hasSize(1);
    }

    private static EvidenceDelta.Row row(int port, String source, int refused) {
        return new EvidenceDelta.Row(
                port, TrafficClass.PLAIN_HTTP, source, "", refused, 0, refused);
    }

    private static EvidenceDelta delta(EvidenceDelta.Row... rows) {
        return new EvidenceDelta(
                new EvidenceDelta.Pod("shop", "web", "web-1"),
                1,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(rows));
    }
}
