package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sessions that are resumed, certificates that are renewed, roots that change.
class RenewalTest {

    private static final int HANDSHAKES = 10;

    private static final String CLIENT = "spiffe://cluster.local/ns/shop/sa/client";
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");

    private final MeshSecrets clientSecrets = MeshSecrets.of(ROOT.workload(CLIENT), ROOT);
    private final MeshSecrets serverSecrets = MeshSecrets.of(ROOT.workload(SERVER), ROOT);
    private final AtomicLong shiftMillis = new AtomicLong();
    private Backend application;
    private MeshProxy outbound;
    private MeshProxy inbound;

    @BeforeEach
    void start() throws Exception {
        application = Backend.echo();
        inbound =
                new MeshProxy("server", serverSecrets, new Shifted(shiftMillis), TlsLimits.DEFAULT)
                        .inbound(Mode.STRICT, application.port());
        outbound = new MeshProxy(clientSecrets);
    }

    @AfterEach
    void stop() throws IOException {
        outbound.close();
        inbound.close();
        application.close();
    }

    @Test
    void theNextConnectionResumesTheSessionAndIsJudgedAllTheSame() throws Exception {
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        connectTwice();

        assertThat(inbound.handshakes().done(Side.INBOUND)).isEqualTo(2);
        assertThat(inbound.handshakes().resumed(Side.INBOUND)).isEqualTo(1);
        assertThat(inbound.seen().peer().principal()).isEqualTo(CLIENT);
        assertThat(inbound.seen().peer().principal()).isEqualTo(CLIENT);
    }

    @Test
    void aSessionDoesNotOutliveTheCertificateItBeganWith() throws Exception {
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        Talk first = Talk.to(outbound.port());
        assertThat(ask(first)).startsWith("HTTP/1.1 200");
        shiftMillis.set(Duration.ofDays(2).toMillis());

        String answer = secondWhile(first);

        assertThat(answer).startsWith("HTTP/1.1 503");
        assertThat(inbound.handshakes().done(Side.INBOUND)).isEqualTo(1);
        assertThat(inbound.handshakes().refused(Side.INBOUND, Refusal.EXPIRED)).isPositive();
    }

    @Test
    void aSessionDoesNotOutliveTheRootsItWasAcceptedUnder() throws Exception {
        Pki.Ca next = Pki.root("next");
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        Talk first = Talk.to(outbound.port());
        assertThat(ask(first)).startsWith("HTTP/1.1 200");
        serverSecrets.trust(next);

        String answer = secondWhile(first);

        assertThat(answer).startsWith("HTTP/1.1 503");
        assertThat(inbound.handshakes().resumed(Side.INBOUND)).isZero();
        assertThat(inbound.handshakes().refused(Side.INBOUND, Refusal.UNTRUSTED)).isPositive();
    }

    @Test
    void rootsAreReplacedWithoutLosingAnybody() throws Exception {
        Pki.Ca next = Pki.root("next");
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        connectTwice();

        clientSecrets.trust(ROOT, next);
        serverSecrets.trust(ROOT, next);
        connectTwice();
        clientSecrets.renew(next.workload(CLIENT));
        connectTwice();
        serverSecrets.renew(next.workload(SERVER));
        connectTwice();
        clientSecrets.trust(next);
        serverSecrets.trust(next);
        connectTwice();
    }

    /// A certificate that is renewed all the time, and connections that come all the time.
    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void renewalUnderLoadNeverFailsARequest(Protocol protocol) throws Exception {
        outbound.outbound(inbound.port(), protocol, SERVER);
        var failed = new AtomicInteger();
        var done = new AtomicInteger();
        var clients = new Thread[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (goesOn(done.incrementAndGet())) {
                                    try {
                                        if (!once().startsWith("HTTP/1.1 200")) {
                                            failed.incrementAndGet();
                                        }
                                    } catch (IOException _) {
                                        failed.incrementAndGet();
                                    }
                                }
                            });
        }
        int renewals = 0;
        while (goesOn(done.get())) {
            clientSecrets.renew(ROOT.workload(CLIENT));
            serverSecrets.renew(ROOT.workload(SERVER));
            renewals++;
            // Another transport drains the pools, so that connections are made anew.
            outbound.outbound(inbound.port(), protocol, SERVER, "name" + renewals);
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(inbound.handshakes().done(Side.INBOUND)).isGreaterThan(HANDSHAKES);
        assertThat(failed).hasValue(0);
    }

    /// On a busy machine the requests may be done before the renewals had their turn.
    private boolean goesOn(int requests) {
        return requests <= 400
                || (requests <= 20_000 && inbound.handshakes().done(Side.INBOUND) <= HANDSHAKES);
    }

    private void connectTwice() throws IOException {
        Talk first = Talk.to(outbound.port());
        assertThat(ask(first)).startsWith("HTTP/1.1 200");
        assertThat(secondWhile(first)).startsWith("HTTP/1.1 200");
    }

    /// A request on another connection to the host: the one there is is busy with half of a request.
    private String secondWhile(Talk first) throws IOException {
        first.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
        String answer = once();
        first.say("cde");
        first.close();
        return answer;
    }

    private String once() throws IOException {
        Talk talk = Talk.to(outbound.port());
        talk.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return talk.rest();
    }

    private static String ask(Talk talk) throws IOException {
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        String head = talk.head();
        int length = Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        return head + talk.read(length);
    }

    private record Shifted(AtomicLong byMillis) implements Clock {
        @Override
        public long nanos() {
            return Clock.SYSTEM.nanos();
        }

        @Override
        public long epochMillis() {
            return Clock.SYSTEM.epochMillis() + byMillis.get();
        }
    }
}
