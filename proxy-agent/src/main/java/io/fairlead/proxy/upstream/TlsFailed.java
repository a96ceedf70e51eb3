package io.fairlead.proxy.upstream;

import io.fairlead.proxy.identity.tls.HandshakeFailure;
import java.io.Serial;
import java.net.ConnectException;

/// A host was reached, but TLS came to nothing.
final class TlsFailed extends ConnectException {

    @Serial private static final long serialVersionUID = 1L;

    TlsFailed(HandshakeFailure why) {
        super(why.detail());
    }
}
