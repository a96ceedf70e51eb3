package io.fairlead.proxy.identity.tls;

import java.io.Serial;

/// A TLS library can't make a context of a secret.
final class UnusableSecret extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    UnusableSecret(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
