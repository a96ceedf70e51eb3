package io.fairlead.proxy.identity.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A name of a secret that says in which files it is, as Istio writes them.
public sealed interface FileName {

    /// `file-cert:CHAIN~KEY`
    record Pair(Path chain, Path key) implements FileName {}

    /// `file-root:BUNDLE`
    record Bundle(Path roots) implements FileName {}

    /// `file-crl:LISTS`
    record Revocations(Path lists) implements FileName {}

    /// Prefix of pairs.
    String PAIR = "file-cert:";

    /// Prefix of bundles.
    String BUNDLE = "file-root:";

    /// Prefix of lists of revoked certificates.
    String REVOCATIONS = "file-crl:";

    /// The roots that the operating system believes.
    String SYSTEM = "system";

    /// Where distributions keep them.
    List<Path> SYSTEM_ROOTS =
            List.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"),
                    Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
                    Path.of("/etc/ssl/cert.pem"));

    /// Reads a name; empty when it is none of files.
    static Optional<FileName> parse(String name) {
        try {
            if (name.startsWith(BUNDLE) && name.length() > BUNDLE.length()) {
                String path = name.substring(BUNDLE.length());
                return Optional.of(new Bundle(path.equals(SYSTEM) ? systemRoots() : Path.of(path)));
            }
            if (name.startsWith(REVOCATIONS) && name.length() > REVOCATIONS.length()) {
                return Optional.of(new Revocations(Path.of(name.substring(REVOCATIONS.length()))));
            }
            int tilde = name.indexOf('~');
            boolean pair = name.startsWith(PAIR) && tilde > PAIR.length();
            if (!pair || tilde == name.length() - 1 || name.indexOf('~', tilde + 1) >= 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new Pair(
                            Path.of(name.substring(PAIR.length(), tilde)),
                            Path.of(name.substring(tilde + 1))));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Path systemRoots() {
        return SYSTEM_ROOTS.stream()
                .filter(path -> path.toFile().exists())
                .findFirst()
                .orElse(SYSTEM_ROOTS.getFirst());
    }
}
