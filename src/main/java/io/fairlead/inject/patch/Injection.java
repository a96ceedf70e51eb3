package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.proxy.capture.CaptureRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Gives a pod its proxy. A pure function; mutable inside, lives for one pod.
///
/// ```
/// annotations ─▶ Asked ─▶ PodSettings ─┬▶ ProxyContainer ◀─ Overlay ◀─ the pod's own container istio-proxy
///                                      ├▶ InitContainers
///                                      ├▶ PodVolumes
///                                      └▶ AppProbes, Scraping, Metadata
/// ```
public final class Injection {
    static final String OVERRIDES = "proxy.istio.io/overrides";

    private static final String CONTAINERS = "containers";
    private static final String INIT_CONTAINERS = "initContainers";
    private static final String VOLUMES = "volumes";
    private static final String PULL_SECRETS = "imagePullSecrets";
    private static final String PROMETHEUS = "ISTIO_PROMETHEUS_ANNOTATIONS";
    private static final String PROBERS = "ISTIO_KUBE_APP_PROBERS";

    /// Kubernetes' own limit on all annotations of an object.
    private static final int ANNOTATIONS_MAX = 262_144;

    private final PodRequest request;
    private final InjectorConfig config;
    private final Asked asked;
    private final ObjectNode pod;
    private final ObjectNode spec;
    private final Map<String, List<String>> added = new TreeMap<>();

    private Injection(PodRequest request, InjectorConfig config) {
        this.request = request;
        this.config = config;
        this.pod = request.pod().deepCopy();
        this.asked = new Asked(request.pod().path("metadata").path("annotations"));
        this.spec = Json.child(pod, "spec");
    }

    /// The pod with its proxy, or why it can't have the one that it asks for.
    public static Outcome inject(PodRequest request, InjectorConfig config) {
        return new Injection(request, config).inject();
    }

    private Outcome inject() {
        if (request.pod().path("spec").path(CONTAINERS).isEmpty()) {
            asked.problems().add("spec.containers is empty: there is nothing to give a proxy to");
        }
        PodSettings settings = PodSettings.of(asked, config);
        ObjectNode proxy = new ProxyContainer(request, settings, config, asked).build();
        List<ObjectNode> init = initContainers(settings);
        List<ObjectNode> volumes = PodVolumes.of(settings, config.mesh(), asked);
        Metadata metadata = new Metadata(request, config, pod);
        metadata.labels(settings.gateway());
        AppProbes probes = new AppProbes(settings.statusPort());
        if (settings.rewriteProbes()) {
            probes.rewrite(spec);
            variable(proxy, PROBERS, probes.probers());
        }
        metrics(settings, proxy, metadata);
        place(overlaid(proxy, metadata), settings);
        place(init, settings.nativeSidecar());
        append(VOLUMES, volumes);
        append(
                PULL_SECRETS,
                config.images().pullSecrets().stream()
                        .map(name -> Json.object("name", name))
                        .toList());
        metadata.annotations(settings, added, probes.originals());
        checkSize();
        return asked.problems().isEmpty()
                ? new Outcome.Injected(pod, asked.notes())
                : new Outcome.Refused(asked.problems());
    }

    private List<ObjectNode> initContainers(PodSettings settings) {
        CaptureRules rules = settings.capture();
        return rules == null ? List.of() : new InitContainers(settings, config).build(rules);
    }

    private void metrics(PodSettings settings, ObjectNode proxy, Metadata metadata) {
        if (settings.mergeMetrics() && settings.statusPort() != 0 && Scraping.isWanted(asked)) {
            variable(proxy, PROMETHEUS, Scraping.of(asked, settings.statusPort()));
            metadata.scraping(settings.statusPort());
        }
    }

    private static void variable(ObjectNode proxy, String name, ObjectNode value) {
        if (!value.isEmpty()) {
            Json.list(proxy, "env").add(Json.object("name", name, "value", value.toString()));
        }
    }

    /// What the pod itself says of its proxy wins, and is remembered.
    private ObjectNode overlaid(ObjectNode proxy, Metadata metadata) {
        ObjectNode overrides = Json.object();
        ObjectNode merged = proxy;
        for (String list : List.of(CONTAINERS, INIT_CONTAINERS)) {
            JsonNode own = taken(list, PodFacts.PROXY);
            if (!own.isMissingNode()) {
                merged = Overlay.apply(merged, own);
                overrides.set(list, Json.array(List.of(own)));
            }
        }
        if (!overrides.isEmpty()) {
            metadata.overrides(overrides);
        }
        return merged;
    }

    /// Takes a container out.
    private JsonNode taken(String list, String name) {
        if (spec.get(list) instanceof ArrayNode containers) {
            for (int i = 0; i < containers.size(); i++) {
                if (Json.name(containers.get(i)).equals(name)) {
                    return containers.remove(i);
                }
            }
        }
        return MissingNode.getInstance();
    }

    private void place(ObjectNode proxy, PodSettings settings) {
        String list = settings.nativeSidecar() ? INIT_CONTAINERS : CONTAINERS;
        added.computeIfAbsent(list, _ -> new ArrayList<>()).add(PodFacts.PROXY);
        ArrayNode containers = Json.list(spec, list);
        if (settings.nativeSidecar() || settings.hold()) {
            containers.insert(0, proxy);
        } else {
            containers.add(proxy);
        }
    }

    /// Before a native sidecar, so that init containers are in the mesh; else after all, so that those still have a
    /// network.
    private void place(List<ObjectNode> init, boolean first) {
        for (int i = 0; i < init.size(); i++) {
            ObjectNode container = init.get(i);
            JsonNode own = taken(INIT_CONTAINERS, Json.name(container));
            ObjectNode merged = own.isMissingNode() ? container : Overlay.apply(container, own);
            added.computeIfAbsent(INIT_CONTAINERS, _ -> new ArrayList<>())
                    .add(Json.name(container));
            ArrayNode containers = Json.list(spec, INIT_CONTAINERS);
            if (first) {
                containers.insert(i, merged);
            } else {
                containers.add(merged);
            }
        }
    }

    /// What has the name already stays as the pod has it.
    private void append(String list, List<ObjectNode> items) {
        for (ObjectNode item : items) {
            Set<String> there =
                    Set.copyOf(spec.path(list).valueStream().map(Json::name).distinct().toList());
            if (!there.contains(Json.name(item))) {
                Json.list(spec, list).add(item);
                added.computeIfAbsent(list, _ -> new ArrayList<>()).add(Json.name(item));
            }
        }
    }

    private void checkSize() {
        int size = 0;
        for (Map.Entry<String, JsonNode> entry :
                pod.path("metadata").path("annotations").properties()) {
            size += entry.getKey().length() + entry.getValue().asText().length();
        }
        if (size > ANNOTATIONS_MAX) {
            asked.problems()
                    .add(
                            "annotations have %d characters with the proxy's; at most %d"
                                    .formatted(size, ANNOTATIONS_MAX));
        }
    }
}
