package io.fairlead.ingest.decode;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says of legal fields and kinds that they have no effect yet: nothing is silently ignored. This is the one list of
/// them; who gives a field its effect removes its line here.
final class Effects {
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
                    "spec.tcp",
                    "spec.tls");
    private static final List<String> TRAFFIC_POLICY =
            List.of(
                    "loadBalancer.backendUtilization",
                    "loadBalancer.localityLbSetting",
                    "loadBalancer.zoneAwareLbSetting",
                    "loadBalancer.warmup",
                    "loadBalancer.warmupDurationSecs",
                    "proxyProtocol",
                    "retryBudget",
                    "tls",
                    "tunnel");
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
            case OtherConfig other -> kind(other, line, complaints);
            case VirtualService _ ->
                    new TreeMap<>(lines)
                            .forEach((path, at) ->
                                    field(
                                            path,
                                            at,
                                            VIRTUAL_SERVICE.contains(bare(path)),
                                            complaints));
            case DestinationRule _ ->
                    new TreeMap<>(lines)
                            .forEach((path, at) ->
                                    field(path, at, isIdlePolicy(bare(path)), complaints));
            default -> {
                // Kinds of Kubernetes: the mesh reads what it needs of them.
            }
        }
    }

    private static void kind(OtherConfig other, int line, Complaints complaints) {
        if (!other.key().group().endsWith("istio.io")) {
            return;
        }
        complaints.info(
                "no-effect-yet",
                line,
                "",
                new Told(
                        "the kind " + other.key().kind() + " has no effect yet",
                        "legal objects that do nothing are named",
                        ""));
    }

    private static void field(String path, int line, boolean idle, Complaints complaints) {
        if (idle) {
            Told told = new Told("has no effect yet", "legal fields that do nothing are named", "");
            complaints.info("no-effect-yet", line, path, told);
        }
    }

    private static boolean isIdlePolicy(String bare) {
        for (String place : POLICY_PLACES) {
            if (bare.startsWith(place) && TRAFFIC_POLICY.contains(bare.substring(place.length()))) {
                return true;
            }
        }
        return false;
    }

    /// The path without the numbers of list items.
    private static String bare(String path) {
        return path.replaceAll("\\[\\d+]", "[]");
    }
}
