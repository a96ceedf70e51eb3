package io.fairlead.ingest.validate;

import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Problem.Told;

/// Istio's rules for a PeerAuthentication.
record PeerAuthenticationRules(Findings findings) {

    void check(PeerAuthentication policy) {
        new Names(findings).labels(policy.selector(), "spec.selector.matchLabels");
        if (!policy.ports().isEmpty() && policy.selector().isEmpty()) {
            findings.error(
                    "missing-field",
                    "spec.portLevelMtls",
                    new Told(
                            "portLevelMtls without a selector",
                            "modes of single ports are set for chosen workloads only",
                            "add selector: {matchLabels: ...}, or set mtls: for the whole namespace"));
        }
    }
}
