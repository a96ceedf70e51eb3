package io.fairlead.parity;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.testing.Pki;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts a data plane of either kind with the certificates of one workload.
///
/// @param dir where Envoy keeps its files
/// @param root of the mesh
/// @param customer what stands for pairs in files
/// @param bank what stands for roots in files
record PlaneStart(
        Path envoy, Path dir, HttpClient client, Pki.Ca root, Pki.Held customer, Pki.Ca bank) {

    Plane start(PairingsTest.Kind kind, World world, Pki.Held own) throws Exception {
        return switch (kind) {
            case OURS -> new OwnPlane(world, secrets(own));
            case ENVOY ->
                    new EnvoyPlane(
                            envoy,
                            Files.createTempDirectory(dir, "envoy"),
                            new Inlined(own, root, customer, bank).in(world),
                            client);
        };
    }

    private Secrets secrets(Pki.Held own) {
        Map<String, Secret.KeyPair> pairs =
                Map.of("default", pair(own), "file-cert:/cert.pem~/key.pem", pair(customer));
        Map<String, Secret.TrustBundle> roots =
                Map.of("ROOTCA", bundle(root), "file-root:/ca.pem", bundle(bank));
        return new Secrets() {
            @Override
            public Optional<Secret.KeyPair> keyPair(String name) {
                return Optional.ofNullable(pairs.get(name));
            }

            @Override
            public Optional<Secret.TrustBundle> trust(String name) {
                return Optional.ofNullable(roots.get(name));
            }

            @Override
            public void onChange(Runnable listener) {}
        };
    }

    private static Secret.KeyPair pair(Pki.Held held) {
        return new Secret.KeyPair(held.chain(), held.key());
    }

    private static Secret.TrustBundle bundle(Pki.Ca ca) {
        return new Secret.TrustBundle(List.of(ca.certificate()));
    }
}
