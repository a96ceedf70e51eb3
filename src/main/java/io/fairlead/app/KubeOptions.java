package io.fairlead.app;

import java.util.List;

/// The Kubernetes API server that objects come from, and what the daemon writes there.
///
/// @param kubeconfig a file, or `in-cluster`
/// @param authority the certificate authority is kept there, in a Secret
/// @param roots each namespace gets a ConfigMap with the root certificates
/// @param injectors MutatingWebhookConfigurations that get them, too
/// @param validators ValidatingWebhookConfigurations that do
/// @param revision whose tags' webhooks get them as well, and whose objects are read where they name a revision; empty
///     where there is only one
/// @param migration the migration to mutual TLS keeps its trail there, writes its policies, and says how far it is
public record KubeOptions(
        String kubeconfig,
        boolean authority,
        boolean roots,
        List<String> injectors,
        List<String> validators,
        String revision,
        boolean migration) {
    public KubeOptions {
        injectors = List.copyOf(injectors);
        validators = List.copyOf(validators);
    }

    /// The only revision, without the migration to mutual TLS.
    public KubeOptions(
            String kubeconfig,
            boolean authority,
            boolean roots,
            List<String> injectors,
            List<String> validators) {
        this(kubeconfig, authority, roots, injectors, validators, "", false);
    }

    /// The same, and the migration to mutual TLS acts there.
    public KubeOptions migrating() {
        return new KubeOptions(kubeconfig, authority, roots, injectors, validators, revision, true);
    }

    /// Objects come from there, and nothing is written.
    public static KubeOptions reading(String kubeconfig) {
        return new KubeOptions(kubeconfig, false, false, List.of(), List.of());
    }
}
