package io.fairlead.app;

import java.util.List;

/// The Kubernetes API server that objects come from, and what the daemon writes there.
///
/// @param kubeconfig a file, or `in-cluster`
/// @param authority the certificate authority is kept there, in a Secret
/// @param roots each namespace gets a ConfigMap with the root certificates
/// @param injectors MutatingWebhookConfigurations that get them, too
/// @param validators ValidatingWebhookConfigurations that do
public record KubeOptions(
        String kubeconfig,
        boolean authority,
        boolean roots,
        List<String> injectors,
        List<String> validators) {
    public KubeOptions {
        injectors = List.copyOf(injectors);
        validators = List.copyOf(validators);
    }

    /// Objects come from there, and nothing is written.
    public static KubeOptions reading(String kubeconfig) {
        return new KubeOptions(kubeconfig, false, false, List.of(), List.of());
    }
}
