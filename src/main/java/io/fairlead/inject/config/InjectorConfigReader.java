package io.fairlead.inject.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig.Capture;
import io.fairlead.inject.config.InjectorConfig.Images;
import io.fairlead.inject.config.InjectorConfig.Mesh;
import io.fairlead.inject.config.InjectorConfig.Probing;
import io.fairlead.inject.config.InjectorConfig.Selection;
import io.fairlead.inject.config.InjectorConfig.Sidecar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads what stands in the ConfigMap `istio-sidecar-injector` (keys `config` and `values`) and in the ConfigMap
/// `istio` (key `mesh`).
public final class InjectorConfigReader {

    private static final int PORT_MAX = 65_535;
    private static final int SECONDS_MAX = 86_400;

    /// Istio's own templates. Ours are in the program; what these texts say is not read.
    private static final Set<String> TEMPLATES =
            Set.of("sidecar", "gateway", "grpc-simple", "grpc-agent", "waypoint", "kube-gateway");

    /// What somebody may have asked for by a value other than these, and doesn't get.
    private static final Map<String, Set<String>> WITHOUT_EFFECT =
            Map.of(
                    "pilot.cni.enabled", Set.of("false"),
                    "istio_cni.enabled", Set.of("false"),
                    "global.nativeNftables", Set.of("false"),
                    "global.mountMtlsCerts", Set.of("false"),
                    "global.sts.servicePort", Set.of("0"),
                    "global.proxy.enableCoreDump", Set.of("false"),
                    "global.proxy.privileged", Set.of("false"),
                    "global.proxy.outlierLogPath", Set.of(""),
                    "global.proxy.tracer", Set.of("none", "zipkin", ""));

    /// @param config as it was understood; what wasn't is as by default
    /// @param problems what couldn't be understood
    /// @param notes what was asked for and has no effect
    public record Read(InjectorConfig config, List<String> problems, List<String> notes) {
        public Read {
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
        }
    }

    /// The texts, as JSON.
    ///
    /// @param config key `config`
    /// @param values key `values`
    /// @param mesh key `mesh` of the ConfigMap `istio`
    /// @param tag of images, where none is chosen
    /// @param nativeSidecars where nothing else is said
    public record Sources(
            JsonNode config, JsonNode values, JsonNode mesh, String tag, boolean nativeSidecars) {

        /// Nothing written.
        public static Sources none(String tag) {
            JsonNode nothing = JsonNodeFactory.instance.objectNode();
            return new Sources(nothing, nothing, nothing, tag, false);
        }
    }

    private final Sources sources;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Values config;
    private final Values values;
    private final Values mesh;

    private InjectorConfigReader(Sources sources) {
        this.sources = sources;
        this.config = new Values("injector config", sources.config(), problems);
        this.values = new Values("injector values", sources.values(), problems);
        this.mesh = new Values("mesh config", sources.mesh(), problems);
    }

    /// Reads all.
    public static Read read(Sources sources) {
        return new InjectorConfigReader(sources).read();
    }

    private Read read() {
        tellWithoutEffect();
        Map<String, String> annotations = new TreeMap<>(config.texts("injectedAnnotations"));
        annotations.putAll(values.texts("sidecarInjectorWebhook.injectedAnnotations"));
        InjectorConfig read =
                new InjectorConfig(
                        selection(),
                        images(),
                        sidecar(),
                        mesh(),
                        capture(),
                        probing(),
                        values.text("revision", InjectorConfig.DEFAULT_REVISION),
                        annotations);
        return new Read(read, problems, notes);
    }

    private void tellWithoutEffect() {
        new TreeMap<>(WITHOUT_EFFECT)
                .forEach((path, usual) -> {
                    String value = values.text(path, "");
                    if (!value.isEmpty() && !usual.contains(value)) {
                        notes.add(
                                "injector values: %s is %s, which has no effect here"
                                        .formatted(path, value));
                    }
                });
        List<String> custom = new ArrayList<>();
        config.object("templates").fieldNames().forEachRemaining(custom::add);
        values.object("sidecarInjectorWebhook.templates")
                .fieldNames()
                .forEachRemaining(custom::add);
        custom.removeAll(TEMPLATES);
        if (!custom.isEmpty()) {
            notes.add(
                    "injector config: templates %s are programs for Istio's injector and have no effect here"
                            .formatted(custom));
        }
    }

    private Selection selection() {
        String policy = config.text("policy", "enabled");
        if (!policy.equals("enabled") && !policy.equals("disabled")) {
            problems.add(
                    "injector config: policy is %s, expected enabled or disabled"
                            .formatted(policy));
        }
        return new Selection(
                !policy.equals("disabled"),
                values.is("sidecarInjectorWebhook.enableNamespacesByDefault", false),
                selectors("neverInjectSelector"),
                selectors("alwaysInjectSelector"));
    }

    private List<LabelSelector> selectors(String name) {
        List<LabelSelector> all =
                new ArrayList<>(
                        LabelSelector.readAll(
                                config.at(name), "injector config: " + name, problems));
        String path = "sidecarInjectorWebhook." + name;
        for (LabelSelector more :
                LabelSelector.readAll(values.at(path), "injector values: " + path, problems)) {
            if (!all.contains(more)) {
                all.add(more);
            }
        }
        return all;
    }

    private Images images() {
        return new Images(
                values.text("global.hub", "docker.io/fairlead"),
                values.text("global.tag", sources.tag()),
                values.text("global.variant", ""),
                values.text("global.proxy.image", "proxyv2"),
                values.text("global.proxy_init.image", "init"),
                values.text("global.imagePullPolicy", ""),
                values.names("global.imagePullSecrets"));
    }

    private Sidecar sidecar() {
        ObjectNode resources = values.object("global.proxy.resources");
        return new Sidecar(
                values.text("global.proxy.logLevel", "warning"),
                values.text("global.proxy.componentLogLevel", "misc:error"),
                values.text("global.logging.level", "default:info"),
                values.is("global.logAsJson", false),
                resources.isEmpty() && values.at("global.proxy.resources").isMissingNode()
                        ? resourcesByDefault()
                        : resources,
                values.object("global.proxy.lifecycle"),
                values.object("global.proxy.seccompProfile"),
                values.is("global.proxy.holdApplicationUntilProxyStarts", false)
                        || mesh.is("defaultConfig.holdApplicationUntilProxyStarts", false),
                values.is("global.proxy.nativeSidecar", sources.nativeSidecars()),
                values.is("global.proxy.capNetBindService", false));
    }

    private static ObjectNode resourcesByDefault() {
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        resources.putObject("requests").put("cpu", "100m").put("memory", "128Mi");
        resources.putObject("limits").put("cpu", "2000m").put("memory", "1024Mi");
        return resources;
    }

    private Mesh mesh() {
        return new Mesh(
                values.text("global.istioNamespace", "istio-system"),
                values.text("global.proxy.clusterDomain", "cluster.local"),
                values.text("global.multiCluster.clusterName", "Kubernetes"),
                values.text("global.network", ""),
                values.text("global.meshID", ""),
                mesh.text("trustDomain", values.text("global.trustDomain", "cluster.local")),
                values.text("global.caAddress", ""),
                values.text("global.pilotCertProvider", "istiod"),
                values.text("global.sds.token.aud", "istio-ca"),
                values.text("global.trustBundleName", "istio-ca-root-cert"),
                mesh.is("enablePrometheusMerge", true),
                mesh.object("defaultConfig"));
    }

    private Capture capture() {
        return new Capture(
                values.textOrEmpty("global.proxy.includeInboundPorts", "*"),
                values.text("global.proxy.excludeInboundPorts", ""),
                values.text("global.proxy.includeOutboundPorts", ""),
                values.text("global.proxy.excludeOutboundPorts", ""),
                values.textOrEmpty("global.proxy.includeIPRanges", "*"),
                values.text("global.proxy.excludeIPRanges", ""));
    }

    private Probing probing() {
        return new Probing(
                values.number(
                        "global.proxy.statusPort",
                        mesh.number("defaultConfig.statusPort", 15_020, PORT_MAX),
                        PORT_MAX),
                values.number("global.proxy.readinessInitialDelaySeconds", 0, SECONDS_MAX),
                values.number("global.proxy.readinessPeriodSeconds", 15, SECONDS_MAX),
                values.number("global.proxy.readinessFailureThreshold", 4, SECONDS_MAX),
                values.is("global.proxy.startupProbe.enabled", true),
                values.number("global.proxy.startupProbe.failureThreshold", 600, SECONDS_MAX),
                values.is("sidecarInjectorWebhook.rewriteAppHTTPProbe", true));
    }
}
