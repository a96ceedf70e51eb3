package io.fairlead.proxy.identity.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Puts the name of a server into a ClientHello.
///
/// The JDK takes no underscores, on neither side, and Istio's names have them
/// (`outbound_.80_._.app.shop.svc.cluster.local`). Where there is no BoringSSL such a name is left out: inside the mesh
/// the address says enough.
final class ServerNames {

    private ServerNames() {}

    static void set(SSLEngine engine, String name) {
        if (engine instanceof ReferenceCountedOpenSslEngine open) {
            SSL.setTlsExtHostName(open.sslPointer(), name);
        } else if (name.indexOf('_') < 0) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            engine.setSSLParameters(parameters);
        }
    }
}
