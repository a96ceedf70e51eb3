package io.fairlead.inject.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// All that decides which pods get a proxy, and what it looks like.
///
/// @param revision name of this control plane; `default` when it has none
/// @param annotations put on each injected pod
public record InjectorConfig(
        Selection selection,
        Images images,
        Sidecar sidecar,
        Mesh mesh,
        Capture capture,
        Probing probing,
        String revision,
        Map<String, String> annotations) {

    public static final String DEFAULT_REVISION = "default";

    public InjectorConfig {
        annotations = Map.copyOf(annotations);
    }

    /// Which pods.
    ///
    /// @param enabled pods of which nothing else is said get a proxy
    /// @param namespacesByDefault namespaces of which nothing is said are meshed
    /// @param never pods that get none
    /// @param always pods that get one
    public record Selection(
            boolean enabled,
            boolean namespacesByDefault,
            List<LabelSelector> never,
            List<LabelSelector> always) {
        public Selection {
            never = List.copyOf(never);
            always = List.copyOf(always);
        }
    }

    /// Where images come from.
    ///
    /// @param proxy name below `hub`, or a whole image when it has a slash
    /// @param init the same for the container that sets packet rules
    public record Images(
            String hub,
            String tag,
            String variant,
            String proxy,
            String init,
            String pullPolicy,
            List<String> pullSecrets) {
        public Images {
            pullSecrets = List.copyOf(pullSecrets);
        }
    }

    /// The proxy's container.
    ///
    /// @param hold the application starts when the proxy is ready
    /// @param nativeSidecars the proxy is an init container that goes on running
    /// @param netBind the proxy may listen on ports below 1024
    public record Sidecar(
            String logLevel,
            String componentLogLevel,
            String agentLogLevel,
            boolean logAsJson,
            ObjectNode resources,
            ObjectNode lifecycle,
            ObjectNode seccompProfile,
            boolean hold,
            boolean nativeSidecars,
            boolean netBind) {
        public Sidecar {
            resources = resources.deepCopy();
            lifecycle = lifecycle.deepCopy();
            seccompProfile = seccompProfile.deepCopy();
        }
    }

    /// The mesh that the proxy is in.
    ///
    /// @param namespace of the control plane
    /// @param caAddress empty: the daemon's own
    /// @param tokenAudience whom the proxy's token is for
    /// @param trustBundle ConfigMap with the root certificates
    /// @param meshId empty: the trust domain
    /// @param prometheusMerge the application's metrics are served with the proxy's
    /// @param proxyConfig defaults of all proxies
    public record Mesh(
            String namespace,
            String clusterDomain,
            String clusterName,
            String network,
            String meshId,
            String trustDomain,
            String caAddress,
            String certProvider,
            String tokenAudience,
            String trustBundle,
            boolean prometheusMerge,
            ObjectNode proxyConfig) {
        public Mesh {
            proxyConfig = proxyConfig.deepCopy();
        }
    }

    /// What is captured of pods that say nothing, as annotations say it.
    public record Capture(
            String includeInboundPorts,
            String excludeInboundPorts,
            String includeOutboundPorts,
            String excludeOutboundPorts,
            String includeNetworks,
            String excludeNetworks) {}

    /// How the proxy is asked for its state, and applications through it.
    ///
    /// @param statusPort 0: not at all
    /// @param startup ask until it has started
    /// @param rewrite probes of applications are asked through the proxy
    public record Probing(
            int statusPort,
            int initialDelaySeconds,
            int periodSeconds,
            int failureThreshold,
            boolean startup,
            int startupFailureThreshold,
            boolean rewrite) {}
}
