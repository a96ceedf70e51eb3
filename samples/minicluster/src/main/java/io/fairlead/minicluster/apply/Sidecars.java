package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import io.fairlead.inject.decide.Choosing;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.inject.patch.Injection;
import io.fairlead.inject.patch.Outcome;
import io.fairlead.inject.patch.PodRequest;
import io.fairlead.inject.patch.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gives the pods of workloads their proxy before they are applied, as `fairlead inject -f` does. Pure.
public final class Sidecars {

    /// No pod gets one.
    public static final Sidecars NONE = new Sidecars(null, true);

    private static final String SYSTEM_NAMESPACE = "istio-system";
    private static final String RULES = "proxy.fairlead.io/iptables";
    private static final String TAG = "0.1.0";

    // A proxy that is a sidecar of Kubernetes has started before the application does.
    // It is asked often, since somebody waits for the first yes.
    private static final String VALUES =
            """
            global:
              proxy:
                image: fairlead/proxyv2
                nativeSidecar: true
                readinessPeriodSeconds: 2
                resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: "1"}}
              proxy_init: {image: fairlead/proxyv2}
            """;
    private static final String MESH = "defaultConfig: {concurrency: 1}";

    private final @Nullable InjectorConfig config;
    private final boolean exempt;

    private Sidecars(@Nullable InjectorConfig config, boolean exempt) {
        this.config = config;
        this.exempt = exempt;
    }

    /// An object as it is to be applied.
    ///
    /// @param problems why it can't get the proxy that it asks for
    public record Prepared(ObjectNode object, List<String> problems) {
        public Prepared {
            problems = List.copyOf(problems);
        }
    }

    /// Pods get the mesh's proxy, other than those of the control plane and those that say no.
    ///
    /// @param exempt false only to show that a check notices: the proxy's own traffic goes to the proxy
    public static Sidecars of(boolean exempt) {
        return new Sidecars(
                InjectorConfigReader.read(
                                new Sources(
                                        JsonNodeFactory.instance.objectNode(),
                                        yaml(VALUES),
                                        yaml(MESH),
                                        TAG,
                                        true))
                        .config(),
                exempt);
    }

    Prepared prepare(ObjectNode object) {
        @Nullable InjectorConfig with = config;
        return with == null
                ? new Prepared(object, List.of())
                : Workload.of(object)
                        .map(workload -> prepare(workload, with))
                        .orElseGet(() -> new Prepared(object, List.of()));
    }

    private Prepared prepare(Workload workload, InjectorConfig with) {
        String namespace = workload.namespace("default");
        boolean wanted =
                !namespace.equals(SYSTEM_NAMESPACE)
                        && Choosing.answer(PodFacts.of(workload.pod(), namespace), with.selection())
                                .injects();
        if (!wanted) {
            return new Prepared(workload.object(), List.of());
        }
        PodRequest request = new PodRequest(workload.pod(), namespace, workload.owner(), Map.of());
        return switch (Injection.inject(request, with)) {
            case Outcome.Injected(ObjectNode pod, _) ->
                    new Prepared(workload.with(exempt ? pod : withoutExemption(pod)), List.of());
            case Outcome.Refused(List<String> why) -> new Prepared(workload.object(), why);
        };
    }

    /// The pod whose proxy talks to itself.
    private static ObjectNode withoutExemption(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        ObjectNode annotations = copy.withObject("/metadata/annotations");
        annotations.put(
                RULES,
                annotations
                        .path(RULES)
                        .asText()
                        .lines()
                        .filter(line -> !line.contains("-owner"))
                        .collect(Collectors.joining("\n", "", "\n")));
        return copy;
    }

    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
