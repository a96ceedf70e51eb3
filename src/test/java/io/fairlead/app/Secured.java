package io.fairlead.app;

import io.fairlead.testing.TokenMint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// The secured port of a daemon in tests.
final class Secured {

    private Secured() {}

    /// On any port: an authority of its own in `ca`, and tokens that the keys in `jwks.json` signed.
    static SecureOptions in(Path dir) {
        return new SecureOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                dir.resolve("ca"),
                null,
                dir.resolve("jwks.json"),
                TokenMint.ISSUER,
                "istio-ca",
                null,
                "",
                List.of(),
                true,
                false);
    }
}
