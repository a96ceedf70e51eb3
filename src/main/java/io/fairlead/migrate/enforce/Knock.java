package io.fairlead.migrate.enforce;

import io.fairlead.migrate.enforce.Check.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Tries one way into a port.
///
/// @param patience for an answer; who refuses does so at once
/// @param from hears of the own address that it has as pods see it
/// @param calm who lets a connection in and hears nothing says nothing: so long is waited for a refusal
record Knock(Keys keys, Duration patience, Duration calm, Consumer<String> from) {
    private static final byte[] GREETING =
            "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String[] PROTOCOLS = {"istio-http/1.1", "istio"};
    private static final Integer URI = 6;

    Seen at(Enforcer.Target target, Check check) {
        InetSocketAddress address = new InetSocketAddress(target.address(), target.port());
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) patience.toMillis());
            from.accept(socket.getLocalAddress().getHostAddress());
            socket.setSoTimeout((int) patience.toMillis());
            return switch (check) {
                case CLEAR_TEXT -> inClear(socket);
                case NO_CERTIFICATE -> uninvited(socket, keys.nobody());
                case STRANGER -> uninvited(socket, keys.stranger());
                case MESH -> invited(socket, target.identity());
            };
        } catch (ConnectException | NoRouteToHostException | SocketTimeoutException _) {
            return Seen.UNREACHABLE;
        } catch (IOException _) {
            return Seen.REFUSED;
        }
    }

    private static Seen inClear(Socket socket) throws IOException {
        socket.getOutputStream().write(GREETING);
        return answer(socket.getInputStream());
    }

    /// A server of TLS 1.3 looks at the certificate when its client is through already: only what comes then tells.
    private Seen uninvited(Socket socket, SSLContext as) throws IOException {
        SSLSocket tls = secured(socket, as);
        tls.startHandshake();
        tls.getOutputStream().write(GREETING);
        return answer(tls.getInputStream());
    }

    /// Who refuses ends it without a word; who is silent has let it in.
    private static Seen answer(InputStream in) throws IOException {
        try {
            return in.read() < 0 ? Seen.REFUSED : Seen.LET_IN;
        } catch (SocketTimeoutException _) {
            return Seen.LET_IN;
        }
    }

    private Seen invited(Socket socket, String identity) throws IOException {
        SSLSocket tls = secured(socket, keys.mesh());
        tls.startHandshake();
        if (!isOf(tls, identity)) {
            return Seen.SOMEBODY_ELSE;
        }
        tls.setSoTimeout((int) calm.toMillis());
        return answer(tls.getInputStream());
    }

    private static SSLSocket secured(Socket socket, SSLContext as) throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        as.getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(PROTOCOLS);
        tls.setSSLParameters(parameters);
        return tls;
    }

    private static boolean isOf(SSLSocket tls, String identity) throws IOException {
        X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
        try {
            var names = leaf.getSubjectAlternativeNames();
            return names != null
                    && names.stream().anyMatch(name -> List.of(URI, identity).equals(name));
        } catch (CertificateParsingException e) {
            throw new IOException("a certificate whose names can't be read", e);
        }
    }
}
