package io.fairlead.proxy.identity;

import java.util.Optional;

/// Secrets by the names that TLS contexts use for them: `default` and `ROOTCA` (the workload's own certificate and the
/// roots of the mesh), `file-cert:CHAIN~KEY`, `file-root:BUNDLE` and `file-crl:LISTS` (files of the pod).
///
/// Implementations are safe to use from any thread; what they return never changes, a renewal is a new object.
public interface Secrets {
    /// Name of the workload's own certificate.
    String WORKLOAD = "default";

    /// Name of the roots of the mesh.
    String ROOTS = "ROOTCA";

    /// None of any name; for a sidecar without identity.
    Secrets NONE =
            new Secrets() {
                @Override
                public Optional<Secret.KeyPair> keyPair(String name) {
                    return Optional.empty();
                }

                @Override
                public Optional<Secret.TrustBundle> trust(String name) {
                    return Optional.empty();
                }

                @Override
                public void onChange(Runnable listener) {}
            };

    /// The key pair of this name, empty while there is none (yet).
    Optional<Secret.KeyPair> keyPair(String name);

    /// The roots of this name, empty while there are none (yet).
    Optional<Secret.TrustBundle> trust(String name);

    /// The lists of revoked certificates of this name, empty while there are none (yet).
    default Optional<Secret.Revocations> revocations(String name) {
        return Optional.empty();
    }

    /// Calls back, from any thread, after each change; never while holding a lock.
    void onChange(Runnable listener);
}
