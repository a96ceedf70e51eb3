package io.fairlead.minicluster.api.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Asks the kubelets of nodes, with the API server's certificate as their client.
public final class NodeClient {

    /// Common name of that certificate.
    public static final String NAME = "kube-apiserver-kubelet-client";

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final SSLContext context;
    private final HttpClient http;

    private NodeClient(SSLContext context) {
        this.context = context;
        this.http =
                HttpClient.newBuilder()
                        .sslContext(context)
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_MAX)
                        .build();
    }

    /// A client that this authority vouches for, and that trusts whom it vouches for.
    public static NodeClient of(ClusterPki pki) throws GeneralSecurityException, IOException {
        return new NodeClient(pki.context(pki.client(NAME)));
    }

    /// An answer as it comes.
    HttpResponse<java.io.InputStream> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /// A connection, for what leaves HTTP.
    SSLSocket connect(URI uri) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(uri.getHost(), uri.getPort()),
                    (int) CONNECT_MAX.toMillis());
            socket.startHandshake();
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }
}
