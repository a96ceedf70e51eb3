package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.api.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What Kubernetes demands of a pod.
final class PodRules {

    private static final List<String> HANDLERS = List.of("exec", "grpc", "httpGet", "tcpSocket");

    private final FieldErrors errors;

    PodRules(FieldErrors errors) {
        this.errors = errors;
    }

    /// Holds what a workload makes its pods of.
    ///
    /// @param policies when a container of it may be started again
    void template(String path, JsonNode workload, List<String> policies) {
        String here = path + ".template";
        JsonNode labels = workload.at("/template/metadata/labels");
        if (!LabelSelectors.matches(workload.path("selector"), labels)) {
            errors.invalid(
                    here + ".metadata.labels",
                    labels,
                    "`selector` does not match template `labels`");
        }
        Names.checkLabels(here + ".metadata.labels", labels, errors);
        JsonNode spec = workload.at("/template/spec");
        podSpec(here + ".spec", spec);
        restarts(here + ".spec.restartPolicy", spec.path("restartPolicy"), policies);
    }

    void podSpec(String path, JsonNode spec) {
        Set<String> volumes = new HashSet<>();
        JsonNode declared = spec.path("volumes");
        for (int i = 0; i < declared.size(); i++) {
            label(path + ".volumes[" + i + "].name", declared.get(i).path("name"));
            if (!volumes.add(declared.get(i).path("name").asText())) {
                errors.add(
                        FieldError.duplicate(
                                path + ".volumes[" + i + "].name", declared.get(i).path("name")));
            }
        }
        if (spec.path("containers").isEmpty()) {
            errors.required(path + ".containers", "");
        }
        Set<String> names = new HashSet<>();
        containers(path + ".initContainers", spec.path("initContainers"), names, volumes);
        containers(path + ".containers", spec.path("containers"), names, volumes);
        errors.unlessOneOf(path, spec, "restartPolicy", List.of("Always", "OnFailure", "Never"));
        errors.unlessOneOf(
                path,
                spec,
                "dnsPolicy",
                List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"));
    }

    private void containers(
            String path, JsonNode containers, Set<String> names, Set<String> volumes) {
        for (int i = 0; i < containers.size(); i++) {
            String here = path + "[" + i + "]";
            JsonNode container = containers.get(i);
            label(here + ".name", container.path("name"));
            if (!names.add(container.path("name").asText())) {
                errors.add(FieldError.duplicate(here + ".name", container.path("name")));
            }
            if (container.path("image").asText("").isEmpty()) {
                errors.required(here + ".image", "");
            }
            errors.unlessOneOf(
                    here, container, "imagePullPolicy", List.of("Always", "IfNotPresent", "Never"));
            JsonNode ports = container.path("ports");
            for (int p = 0; p < ports.size(); p++) {
                Rules.portNumber(
                        here + ".ports[" + p + "].containerPort",
                        ports.get(p).path("containerPort"),
                        errors);
            }
            JsonNode env = container.path("env");
            for (int e = 0; e < env.size(); e++) {
                if (env.get(e).path("name").asText("").isEmpty()) {
                    errors.required(here + ".env[" + e + "].name", "");
                }
            }
            mounts(here, container.path("volumeMounts"), volumes);
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                JsonNode question = container.path(probe);
                if (question.isObject() && HANDLERS.stream().noneMatch(question::has)) {
                    errors.required(here + "." + probe, "must specify a handler type");
                }
            }
        }
    }

    private void mounts(String path, JsonNode mounts, Set<String> volumes) {
        for (int m = 0; m < mounts.size(); m++) {
            String here = path + ".volumeMounts[" + m + "]";
            JsonNode name = mounts.get(m).path("name");
            if (!volumes.contains(name.asText())) {
                errors.add(
                        new FieldError(here + ".name", "FieldValueNotFound", "Not found: " + name));
            }
            if (mounts.get(m).path("mountPath").asText("").isEmpty()) {
                errors.required(here + ".mountPath", "");
            }
        }
    }

    private void label(String path, JsonNode name) {
        if (name.asText("").isEmpty()) {
            errors.required(path, "");
        } else if (!Names.isLabel(name.asText())) {
            errors.invalid(path, name, Names.LABEL_RULE);
        }
    }

    /// Which of the policies that a pod can have its controller can do with.
    private void restarts(String path, JsonNode policy, List<String> policies) {
        if (!policies.contains("Always") && policy.asText().equals("Always")) {
            errors.required(
                    path, "valid values: \"%s\"".formatted(String.join("\", \"", policies)));
        } else if (!policy.isMissingNode() && !policies.contains(policy.asText())) {
            errors.unsupported(path, policy, policies);
        }
    }
}
