package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Secret;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.policy.TrafficPolicy.ClientTls;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks for the Secrets that one DestinationRule names. Without them its clients have nothing to show or nobody to
/// believe, and call nobody.
record SecretReferences(MeshSnapshot mesh, Findings findings) {
    private static final String SECRETS = "kubernetes://";
    private static final String ROOTS = "-cacert";
    private static final String RULE =
            "credentialName names a Secret of the rule's namespace; without it requests get 503";

    void check(DestinationRule rule) {
        if (rule.workloadSelector().isEmpty()) {
            return; // Then the name has no effect, and that was told.
        }
        policy(rule.trafficPolicy(), "spec.trafficPolicy", rule.namespace());
        for (int i = 0; i < rule.subsets().size(); i++) {
            Subset subset = rule.subsets().get(i);
            policy(
                    subset.trafficPolicy(),
                    "spec.subsets[" + i + "].trafficPolicy",
                    rule.namespace());
        }
    }

    private void policy(TrafficPolicy policy, String field, String namespace) {
        tls(policy.tls(), field + ".tls", namespace);
        for (TrafficPolicy port : policy.ports().values()) {
            tls(port.tls(), field + ".portLevelSettings", namespace);
        }
    }

    private void tls(@Nullable ClientTls tls, String field, String namespace) {
        if (tls == null || tls.credentialName().isEmpty()) {
            return;
        }
        String named = tls.credentialName();
        String name = named.startsWith(SECRETS) ? named.substring(SECRETS.length()) : named;
        Optional<Secret> secret = secret(namespace, name);
        if (tls.mode().equals(ClientTls.MUTUAL) && !secret.map(Secret::hasPair).orElse(false)) {
            missing(
                    field,
                    secret.isPresent()
                            ? "the Secret %s/%s holds no certificate to show"
                                    .formatted(namespace, name)
                            : "there is no Secret %s/%s with certificates"
                                    .formatted(namespace, name),
                    "add it to the configuration, with tls.crt and tls.key");
            return;
        }
        boolean believes =
                tls.insecureSkipVerify()
                        || hasRoots(namespace, name)
                        || hasRoots(namespace, name + ROOTS);
        if (!believes) {
            missing(
                    field,
                    "neither the Secret %1$s/%2$s nor %1$s/%2$s%3$s says whom to believe"
                            .formatted(namespace, name, ROOTS),
                    "add ca.crt to one of them");
        }
    }

    private Optional<Secret> secret(String namespace, String name) {
        ObjectKey key = new ObjectKey("", "Secret", namespace, name);
        return mesh.objects().get(key) instanceof Secret found
                ? Optional.of(found)
                : Optional.empty();
    }

    private boolean hasRoots(String namespace, String name) {
        return secret(namespace, name).filter(one -> !one.roots().isEmpty()).isPresent();
    }

    private void missing(String field, String what, String fix) {
        findings.warning("missing-secret", field + ".credentialName", new Told(what, RULE, fix));
    }
}
