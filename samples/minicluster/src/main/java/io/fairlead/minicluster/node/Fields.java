package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The fields of a pod that its containers may ask for (the downward API). Pure.
///
/// @param ip the pod's address
/// @param host its node's
record Fields(Pod pod, String ip, String host) {

    /// The value of a path such as `metadata.labels['app']`; empty where the pod has none.
    String at(String path) {
        int bracket = path.indexOf("['");
        if (bracket > 0 && path.endsWith("']")) {
            String key = path.substring(bracket + 2, path.length() - 2);
            return map(path.substring(0, bracket)).getOrDefault(key, "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "metadata.labels", "metadata.annotations" -> lines(map(path));
            case "spec.serviceAccountName" ->
                    Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default");
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "status.podIP", "status.podIPs" -> ip;
            case "status.hostIP", "status.hostIPs" -> host;
            default -> "";
        };
    }

    private Map<String, String> map(String path) {
        return path.equals("metadata.labels")
                ? pod.getMetadata().getLabels()
                : pod.getMetadata().getAnnotations();
    }

    /// As files of the downward API show a map.
    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry ->
                                "%s=\"%s\""
                                        .formatted(
                                                entry.getKey(),
                                                entry.getValue()
                                                        .replace("\\", "\\\\")
                                                        .replace("\"", "\\\"")
                                                        .replace("\n", "\\n")))
                        .collect(Collectors.joining("\n"));
    }
}
