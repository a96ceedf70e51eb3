package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfig.Images;
import io.fairlead.inject.config.InjectorConfig.Sidecar;
import io.fairlead.proxy.capture.CaptureRules;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that is decided about the proxy of one pod, by its annotations and the injector's configuration.
///
/// @param gateway the proxy is what the pod is for: nothing is captured, and nobody waits for it
/// @param mode `REDIRECT` or `NONE`; empty for a gateway
/// @param nativeSidecar the proxy is an init container that goes on running
/// @param hold the application starts when the proxy is ready
/// @param rewriteProbes probes of applications are asked through the proxy
/// @param mergeMetrics the application's metrics are served with the proxy's
/// @param proxyConfig of the mesh and of the pod, merged
/// @param metadata more variables of the proxy, of `proxyMetadata`
/// @param capture null when nothing is captured
record PodSettings(
        String image,
        String initImage,
        int statusPort,
        boolean gateway,
        String mode,
        boolean nativeSidecar,
        boolean hold,
        boolean netBind,
        boolean rewriteProbes,
        boolean mergeMetrics,
        ObjectNode resources,
        ObjectNode proxyConfig,
        Map<String, String> metadata,
        @Nullable CaptureRules capture) {

    private static final int PORT_MAX = 65_535;

    static PodSettings of(Asked asked, InjectorConfig config) {
        ObjectNode proxyConfig = config.mesh().proxyConfig();
        ObjectNode own = asked.yaml("proxy.istio.io/config");
        ObjectNode merged = own == null ? proxyConfig.deepCopy() : Json.merged(proxyConfig, own);
        boolean gateway = Template.of(asked) == Template.GATEWAY;
        String mode = gateway ? "" : mode(asked, merged);
        Map<String, String> metadata = new TreeMap<>();
        merged.path("proxyMetadata")
                .properties()
                .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        boolean nativeSidecar =
                !gateway
                        && asked.is(
                                "sidecar.istio.io/nativeSidecar",
                                config.sidecar().nativeSidecars());
        int statusPort =
                asked.number(
                        "status.sidecar.istio.io/port", config.probing().statusPort(), PORT_MAX);
        return new PodSettings(
                proxyImage(asked, config.images(), merged),
                image(config.images(), config.images().init(), ""),
                statusPort,
                gateway,
                mode,
                nativeSidecar,
                !gateway && !nativeSidecar && hold(merged, config.sidecar()),
                asked.is("sidecar.istio.io/capNetBindService", config.sidecar().netBind()),
                !gateway
                        && asked.is(
                                "sidecar.istio.io/rewriteAppHTTPProbers",
                                config.probing().rewrite())
                        && statusPort != 0,
                asked.is("prometheus.istio.io/merge-metrics", config.mesh().prometheusMerge()),
                resources(asked, config.sidecar().resources()),
                merged,
                metadata,
                gateway || mode.equals("NONE")
                        ? null
                        : new CaptureReader(asked, config.capture(), metadata).read(statusPort));
    }

    private static boolean hold(ObjectNode proxyConfig, Sidecar sidecar) {
        JsonNode own = proxyConfig.path("holdApplicationUntilProxyStarts");
        return own.isMissingNode() ? sidecar.hold() : own.asBoolean();
    }

    private static String mode(Asked asked, ObjectNode proxyConfig) {
        String name = "sidecar.istio.io/interceptionMode";
        String mode = asked.text(name, proxyConfig.path("interceptionMode").asText("REDIRECT"));
        return switch (mode) {
            case "", "REDIRECT" -> "REDIRECT";
            case "NONE" -> mode;
            case "TPROXY" -> {
                asked.problems()
                        .add(
                                "interception mode TPROXY: the proxy of this mesh doesn't listen transparently yet;"
                                        + " fix: REDIRECT");
                yield "REDIRECT";
            }
            default -> {
                asked.bad(name, mode, "REDIRECT or NONE");
                yield "REDIRECT";
            }
        };
    }

    private static String proxyImage(Asked asked, Images images, ObjectNode proxyConfig) {
        String chosen = asked.text("sidecar.istio.io/proxyImage", "");
        String type =
                asked.text(
                        "sidecar.istio.io/proxyImageType",
                        proxyConfig.path("image").path("imageType").asText(images.variant()));
        return image(
                images,
                chosen.contains("/") ? chosen : images.proxy(),
                type.isEmpty() || type.equals("default") ? "" : "-" + type);
    }

    /// What has a slash is a whole image; anything else is a name in the hub.
    private static String image(Images images, String name, String suffix) {
        if (name.contains("/")) {
            return name;
        }
        String tag = images.tag().endsWith(suffix) ? images.tag() : images.tag() + suffix;
        return "%s/%s:%s".formatted(images.hub(), name, tag);
    }

    /// Annotations replace what is configured as a whole, as in Istio.
    private static ObjectNode resources(Asked asked, ObjectNode usual) {
        ObjectNode resources = Json.object();
        resource(asked, "sidecar.istio.io/proxyCPU", resources, "requests", "cpu");
        resource(asked, "sidecar.istio.io/proxyMemory", resources, "requests", "memory");
        resource(asked, "sidecar.istio.io/proxyCPULimit", resources, "limits", "cpu");
        resource(asked, "sidecar.istio.io/proxyMemoryLimit", resources, "limits", "memory");
        return resources.isEmpty() ? usual.deepCopy() : resources;
    }

    private static void resource(
            Asked asked, String annotation, ObjectNode into, String kind, String name) {
        String text = asked.text(annotation, "");
        if (text.isEmpty()) {
            return;
        }
        if (text.matches("[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?")) {
            Json.child(into, kind).put(name, text);
        } else {
            asked.bad(annotation, text, "a quantity like 100m or 128Mi");
        }
    }
}
