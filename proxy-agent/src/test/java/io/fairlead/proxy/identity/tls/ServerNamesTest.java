package io.fairlead.proxy.identity.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.filterchain.TlsSniffer;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.testing.Pki;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names of servers by both TLS libraries: Istio's have underscores, which the JDK knows nothing of.
class ServerNamesTest {
    private static final String ISTIOS = "outbound_.80_._.cart.shop.svc.cluster.local";

    @ParameterizedTest
    @CsvSource({
        "OPENSSL, outbound_.80_._.cart.shop.svc.cluster.local, outbound_.80_._.cart.shop.svc.cluster.local",
        "OPENSSL, bank.example, bank.example",
        "JDK, bank.example, bank.example",
        "JDK, outbound_.80_._.cart.shop.svc.cluster.local, ''",
    })
    void aClientSaysTheNameThatItsLibraryKnows(SslProvider library, String name, String said)
            throws SSLException {
        Assumptions.assumeTrue(library == SslProvider.JDK || TlsContexts.NATIVE);

        byte[] hello = hello(library, name);

        assertThat(TlsSniffer.sniff(hello, hello.length))
                .isInstanceOfSatisfying(
                        Sniff.Tls.class, tls -> assertThat(tls.serverName()).isEqualTo(said));
    }

    @Test
    void whereTheJdkServesAndRefusesIstiosNameTheReasonSaysWhatToDo() throws SSLException {
        Assumptions.assumeTrue(TlsContexts.NATIVE);
        Pki.Held held = Pki.root("cluster.local").workload("spiffe://cluster.local/ns/a/sa/b");
        SSLEngine server =
                SslContextBuilder.forServer(held.key(), held.chain())
                        .sslProvider(SslProvider.JDK)
                        .build()
                        .newEngine(UnpooledByteBufAllocator.DEFAULT);

        HandshakeFailure refused =
                HandshakeFailure.of(thrown(server, hello(SslProvider.OPENSSL, ISTIOS)));

        assertThat(refused.reason()).isEqualTo(Refusal.MALFORMED_HANDSHAKE);
        assertThat(refused.text()).contains("underscores", "Fix: run the sidecar on linux-x86_64");
    }

    private static SSLException thrown(SSLEngine server, byte[] hello) {
        ByteBuffer plain = ByteBuffer.allocate(server.getSession().getApplicationBufferSize());
        try {
            server.unwrap(ByteBuffer.wrap(hello), plain);
            for (Runnable task = server.getDelegatedTask();
                    task != null;
                    task = server.getDelegatedTask()) {
                task.run();
            }
            server.wrap(
                    ByteBuffer.allocate(0),
                    ByteBuffer.allocate(server.getSession().getPacketBufferSize()));
            throw new AssertionError("it was taken");
        } catch (SSLException e) {
            return e;
        }
    }

    private static byte[] hello(SslProvider library, String name) throws SSLException {
        SSLEngine engine =
                SslContextBuilder.forClient()
                        .sslProvider(library)
                        .endpointIdentificationAlgorithm(null)
                        .build()
                        .newEngine(UnpooledByteBufAllocator.DEFAULT);
        ServerNames.set(engine, name);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        engine.closeOutbound();
        return Arrays.copyOf(out.array(), out.position());
    }
}
