package io.fairlead.app;

import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.sign.Authorities;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.CertificateAuthority.Answer;
import io.fairlead.ca.sign.CertificateAuthority.Order;
import io.fairlead.ca.sign.PlugIn;
import io.fairlead.clock.Clock;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.store.file.FileStore;
import io.fairlead.testing.Requests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

/// A mesh next door: the same names, another root.
final class OtherAuthority {

    private final CertificateAuthority authority;

    OtherAuthority(Path dir) throws IOException {
        CaMeters meters = new CaMeters(new SimpleMeterRegistry());
        Authorities.Sources sources =
                new Authorities.Sources(
                        PlugIn.NONE,
                        new FileStore(dir),
                        new ObjectKey("", "Secret", "istio-system", "istio-ca-secret"),
                        "cluster.local",
                        false);
        authority =
                new CertificateAuthority(
                        Authorities.open(sources, Clock.system(), meters),
                        IssuePolicy.DEFAULT,
                        Clock.system(),
                        meters);
    }

    /// A certificate that looks like one of ours.
    List<String> issue(KeyPair key) {
        Caller.Known web =
                new Caller.Known(
                        new SpiffeId("cluster.local", "default", "web"), Caller.Proof.TOKEN, "");
        Order order = new Order(Requests.pem(key), 3600, web, "10.0.0.1");
        return switch (authority.issue(order)) {
            case Answer.Issued(List<String> chain) -> chain;
            case Answer other -> throw new AssertionError(other);
        };
    }
}
