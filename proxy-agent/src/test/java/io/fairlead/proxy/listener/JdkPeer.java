package io.fairlead.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The JDK's TLS as the other side of a connection: it believes everybody and shows whatever it is given.
final class JdkPeer {

    private JdkPeer() {}

    /// A client's connection whose handshake has begun.
    ///
    /// @param held what it shows; null = nothing
    static SSLSocket connect(int port, Pki.@Nullable Held held, String... versions)
            throws IOException {
        var socket =
                (SSLSocket)
                        context(held)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5000);
        socket.setEnabledProtocols(versions);
        return socket;
    }

    /// What became of a client's request: the answer's first line, or what went wrong.
    static String ask(SSLSocket socket) {
        try (socket) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"istio-http/1.1", "istio"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // In TLS 1.3 a client is done before the server has looked at its certificate: what is
            // wrong with it comes instead of an answer.
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(15), US_ASCII);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// A server that shows this and tells what its clients said about it.
    static final class Server implements AutoCloseable {
        private final SSLServerSocket listening;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Server(Pki.Held held, String version) throws IOException {
            listening =
                    (SSLServerSocket)
                            context(held)
                                    .getServerSocketFactory()
                                    .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
            listening.setEnabledProtocols(new String[] {version});
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // Closed: the test is over.
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.setSoTimeout(5000);
                int first = socket.getInputStream().read();
                heard.add(first < 0 ? "closed" : "a request");
            } catch (IOException e) {
                heard.add(String.valueOf(e.getMessage()));
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        String heard() throws InterruptedException {
            return String.valueOf(heard.poll(5, java.util.concurrent.TimeUnit.SECONDS));
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static SSLContext context(Pki.@Nullable Held held) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = held == null ? null : new KeyManager[] {new Shows(held)};
            context.init(keys, new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static final class Shows extends X509ExtendedKeyManager {
        private final Pki.Held held;

        Shows(Pki.Held held) {
            this.held = held;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "it";
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal[] issuers, SSLEngine engine) {
            return "it";
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return Arrays.asList("EC", "EC_EC").contains(type) ? "it" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return held.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return held.key();
        }
    }
}
