package io.fairlead.ingest.decode;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says of legal fields and kinds that they have no effect yet: nothing is silently ignored. This is the one list of
/// them; who gives a field its effect removes its line here.
final class Effects {
    private static final String NOTHING = "has no effect yet";
    private static final String ENVOYS = "has no effect on the built-in sidecar";
    private static final List<String> VIRTUAL_SERVICE =
            List.of(
                    "spec.http[].fault",
                    "spec.http[].corsPolicy",
                    "spec.http[].delegate",
                    "spec.http[].mirror",
                    "spec.http[].mirrors",
                    "spec.http[].mirror_percent",
                    "spec.http[].mirrorPercent",
                    "spec.http[].mirrorPercentage",
                    "spec.http[].match[].statPrefix",
                    "spec.http[].retries.retryRemoteLocalities",
                    "spec.tcp[].match[].sourceSubnet");

    private static final List<String> TRAFFIC_POLICY =
            List.of(
                    "loadBalancer.backendUtilization",
                    "loadBalancer.localityLbSetting",
                    "loadBalancer.zoneAwareLbSetting",
                    "proxyProtocol",
                    "retryBudget",
                    "tunnel");

    /// Sent to proxies, and obeyed by Envoy only.
    private static final List<String> ENVOY_ONLY =
            List.of("loadBalancer.warmup", "loadBalancer.warmupDurationSecs");

    private static final List<String> TELEMETRY =
            List.of(
                    "spec.metrics[].overrides[].match.customMetric",
                    "spec.targetRef",
                    "spec.targetRefs");

    private static final List<String> GATEWAY =
            List.of(
                    "spec.servers[].defaultEndpoint",
                    "spec.servers[].port.targetPort",
                    "spec.servers[].tls.caCrl",
                    "spec.servers[].tls.cipherSuites",
                    "spec.servers[].tls.credentialNames",
                    "spec.servers[].tls.ecdhCurves",
                    "spec.servers[].tls.tlsCertificates");

    private static final List<String> POLICY_PLACES =
            List.of(
                    "spec.trafficPolicy.",
                    "spec.trafficPolicy.portLevelSettings[].",
                    "spec.subsets[].trafficPolicy.",
                    "spec.subsets[].trafficPolicy.portLevelSettings[].");

    private Effects() {}

    static void tell(
            MeshObject object, Map<String, Integer> lines, int line, Complaints complaints) {
        switch (object) {
            case OtherConfig other -> {
                if (other.key().group().endsWith("istio.io")) {
                    kind(other, line, complaints);
                }
            }
            case VirtualService _ ->
                    new TreeMap<>(lines)
                            .forEach(
                                    (path, at) -> field(path, at, ofRoute(bare(path)), complaints));
            case DestinationRule rule ->
                    new TreeMap<>(lines)
                            .forEach((path, at) ->
                                    field(path, at, ofRule(bare(path), rule), complaints));
            case Gateway _ ->
                    new TreeMap<>(lines)
                            .forEach((path, at) ->
                                    field(path, at, ofGateway(bare(path)), complaints));
            case ServiceEntry _ ->
                    new TreeMap<>(lines)
                            .forEach(
                                    (path, at) -> field(path, at, ofEntry(bare(path)), complaints));
            case Telemetry _ ->
                    new TreeMap<>(lines)
                            .forEach((path, at) ->
                                    field(path, at, ofTelemetry(bare(path)), complaints));
            default -> {
                // Kinds of Kubernetes: the mesh reads what it needs of them.
            }
        }
    }

    /// Fields of a mapping that are legal and read by nobody.
    static void unread(Cursor mapping, Set<String> read, Complaints complaints) {
        for (String name : mapping.mapping().entries().keySet()) {
            if (!read.contains(name)) {
                field(mapping.at(name), mapping.lineOf(name), NOTHING, complaints);
            }
        }
    }

    private static void kind(OtherConfig object, int line, Complaints complaints) {
        complaints.info(
                "no-effect-yet",
                line,
                "",
                new Told(
                        "the kind " + object.key().kind() + " has no effect yet",
                        "legal objects that do nothing are named",
                        ""));
    }

    private static void field(String path, int line, @Nullable String what, Complaints complaints) {
        if (what != null) {
            Told told = new Told(what, "legal fields that do nothing are named", "");
            complaints.info("no-effect-yet", line, path, told);
        }
    }

    private static @Nullable String ofRoute(String bare) {
        return VIRTUAL_SERVICE.contains(bare) ? NOTHING : null;
    }

    private static @Nullable String ofGateway(String bare) {
        return GATEWAY.contains(bare) ? NOTHING : null;
    }

    private static @Nullable String ofEntry(String bare) {
        return bare.equals("spec.endpoints[].network") ? NOTHING : null;
    }

    private static @Nullable String ofTelemetry(String bare) {
        return TELEMETRY.contains(bare)
                        || bare.matches("spec.tracing\\[].customTags\\..*\\.formatter")
                ? NOTHING
                : null;
    }

    private static @Nullable String ofRule(String bare, DestinationRule rule) {
        for (String place : POLICY_PLACES) {
            String field = bare.startsWith(place) ? bare.substring(place.length()) : "";
            if (TRAFFIC_POLICY.contains(field)) {
                return NOTHING;
            }
            if (field.equals("tls.credentialName") && rule.workloadSelector().isEmpty()) {
                return "has no effect on sidecars without a workloadSelector";
            }
            if (ENVOY_ONLY.contains(field)) {
                return ENVOYS;
            }
        }
        return null;
    }

    /// The path without the numbers of list items.
    private static String bare(String path) {
        return path.replaceAll("\\[\\d+]", "[]");
    }
}
