package io.fairlead.telemetry.als;

import io.fairlead.model.config.Pod;
import java.util.List;
import java.util.Map;

/// One end of a call, as labels of Istio's metrics.
record End(
        String workload,
        String namespace,
        String app,
        String version,
        String canonicalService,
        String canonicalRevision,
        String cluster,
        String principal) {
    static final String ABSENT = "unknown";
    static final End UNKNOWN =
            new End(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);

    private static final String CLUSTER = "Kubernetes";

    /// What the daemon knows of a pod.
    ///
    /// @param principal empty where none was shown
    static End of(Pod pod, String principal) {
        Map<String, String> labels = pod.meta().labels();
        String namespace = pod.meta().key().namespace();
        return new End(
                pod.workload(),
                namespace,
                labels.getOrDefault("app", ABSENT),
                labels.getOrDefault("version", ABSENT),
                first(
                        labels,
                        List.of("service.istio.io/canonical-name", "app.kubernetes.io/name", "app"),
                        pod.workload()),
                first(
                        labels,
                        List.of(
                                "service.istio.io/canonical-revision",
                                "app.kubernetes.io/version",
                                "version"),
                        "latest"),
                CLUSTER,
                principal.isEmpty() ? ABSENT : principal);
    }

    End withPrincipal(String shown) {
        return shown.isEmpty()
                ? this
                : new End(
                        workload,
                        namespace,
                        app,
                        version,
                        canonicalService,
                        canonicalRevision,
                        cluster,
                        shown);
    }

    private static String first(Map<String, String> labels, List<String> keys, String otherwise) {
        return keys.stream()
                .filter(labels::containsKey)
                .map(key -> labels.getOrDefault(key, otherwise))
                .findFirst()
                .orElse(otherwise);
    }
}
