package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig.Mesh;
import java.util.ArrayList;
import java.util.List;

/// The volumes that the proxy needs, and where it has them.
final class PodVolumes {
    static final String DATA = "istio-data";

    private static final String ISTIOD = "istiod";
    private static final int TOKEN_SECONDS = 43_200;

    private PodVolumes() {}

    /// Where the proxy has them.
    static ArrayNode mounts(String certProvider, Asked asked) {
        List<ObjectNode> mounts = new ArrayList<>();
        mounts.add(mount("workload-socket", "/var/run/secrets/workload-spiffe-uds"));
        mounts.add(mount("credential-socket", "/var/run/secrets/credential-uds"));
        mounts.add(mount("workload-certs", "/var/run/secrets/workload-spiffe-credentials"));
        if (certProvider.equals(ISTIOD)) {
            mounts.add(mount("istiod-ca-cert", "/var/run/secrets/istio"));
            mounts.add(mount("istio-ca-crl", "/var/run/secrets/istio/crl"));
        }
        mounts.add(mount(DATA, "/var/lib/istio/data"));
        mounts.add(mount("istio-envoy", "/etc/istio/proxy"));
        mounts.add(mount("istio-token", "/var/run/secrets/tokens"));
        mounts.add(mount("istio-podinfo", "/etc/istio/pod"));
        asked.objects("sidecar.istio.io/userVolumeMount")
                .forEach(
                        (name, mount) -> mounts.add(Json.merged(Json.object("name", name), mount)));
        return Json.array(mounts);
    }

    private static ObjectNode mount(String name, String path) {
        return Json.object("name", name, "mountPath", path);
    }

    /// All of them.
    static List<ObjectNode> of(PodSettings settings, Mesh mesh, Asked asked) {
        List<ObjectNode> volumes = new ArrayList<>();
        volumes.add(empty("workload-socket"));
        volumes.add(empty("credential-socket"));
        volumes.add(empty("workload-certs"));
        volumes.add(
                Json.object("name", "istio-envoy", "emptyDir", Json.object("medium", "Memory")));
        volumes.add(empty(DATA));
        volumes.add(
                downward(
                        "istio-podinfo",
                        List.of(
                                item("labels", "metadata.labels"),
                                item("annotations", "metadata.annotations"))));
        volumes.add(token(mesh.tokenAudience()));
        if (mesh.certProvider().equals(ISTIOD)) {
            volumes.add(configMap("istiod-ca-cert", mesh.trustBundle(), false));
        }
        volumes.add(configMap("istio-ca-crl", "istio-ca-crl", true));
        if (settings.capture() != null) {
            List<ObjectNode> files =
                    InitContainers.files(settings.capture()).keySet().stream()
                            .map(file ->
                                    item(
                                            file,
                                            "metadata.annotations['%s']"
                                                    .formatted(
                                                            InitContainers.ANNOTATIONS.get(file))))
                            .toList();
            volumes.add(downward(InitContainers.VOLUME, files));
        }
        asked.objects("sidecar.istio.io/userVolume")
                .forEach((name, volume) ->
                        volumes.add(Json.merged(Json.object("name", name), volume)));
        return volumes;
    }

    private static ObjectNode empty(String name) {
        return Json.object("name", name, "emptyDir", Json.object());
    }

    private static ObjectNode downward(String name, List<ObjectNode> items) {
        return Json.object("name", name, "downwardAPI", Json.object("items", items));
    }

    private static ObjectNode item(String file, String field) {
        return Json.object("path", file, "fieldRef", Json.object("fieldPath", field));
    }

    private static ObjectNode configMap(String name, String map, boolean optional) {
        ObjectNode source = Json.object("name", map);
        if (optional) {
            source.put("optional", true);
        }
        return Json.object("name", name, "configMap", source);
    }

    private static ObjectNode token(String audience) {
        ObjectNode source =
                Json.object(
                        "serviceAccountToken",
                        Json.object(
                                "audience",
                                audience,
                                "expirationSeconds",
                                TOKEN_SECONDS,
                                "path",
                                "istio-token"));
        return Json.object(
                "name", "istio-token", "projected", Json.object("sources", List.of(source)));
    }
}
