package io.fairlead.parity;

import io.fairlead.testing.Pki;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A client that is no sidecar: it believes every server.
final class Stranger {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: cart\r\n\r\n";
    private static final char[] NO_PASSWORD = new char[0];

    private Stranger() {}

    /// What comes back for a request in the clear.
    static String plaintext(int port) {
        try (Socket socket = connect(port)) {
            return answer(socket);
        } catch (IOException e) {
            return "refused";
        }
    }

    /// What comes back for a request by TLS.
    ///
    /// @param shown its certificate; null to show none
    /// @param protocol by ALPN; empty for none
    static String tls(int port, Pki.@Nullable Held shown, String protocol)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                shown == null ? null : keys(shown).getKeyManagers(),
                new TrustManager[] {new Believer()},
                null);
        try (Socket below = connect(port);
                SSLSocket socket =
                        (SSLSocket)
                                context.getSocketFactory()
                                        .createSocket(below, "cart", port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            if (!protocol.isEmpty()) {
                parameters.setApplicationProtocols(new String[] {protocol});
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return answer(socket);
        } catch (IOException e) {
            // What a server says that speaks no TLS is no TLS record.
            return String.valueOf(e.getMessage())
                            .contains("Unsupported or unrecognized SSL message")
                    ? inClear(port)
                    : "refused";
        }
    }

    /// Who answers a ClientHello in the clear: an application that was handed it, or a proxy that takes it for HTTP.
    private static String inClear(int port) throws GeneralSecurityException {
        try (Socket socket = connect(port)) {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            socket.getOutputStream().write(hello.array(), 0, hello.position());
            byte[] said = socket.getInputStream().readNBytes(EchoBackend.PASSED_THROUGH.length());
            return new String(said, StandardCharsets.US_ASCII).equals(EchoBackend.PASSED_THROUGH)
                    ? "passed through"
                    : "refused";
        } catch (IOException e) {
            return "refused";
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(Plane.PATIENCE_MS);
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        Head head = Head.response(new BufferedInputStream(socket.getInputStream()), false);
        return PairingsTest.seen(head.start(), head.body());
    }

    private static KeyManagerFactory keys(Pki.Held shown) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry(
                    "own", shown.key(), NO_PASSWORD, shown.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return keys;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static final class Believer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
