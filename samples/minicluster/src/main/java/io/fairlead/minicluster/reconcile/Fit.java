package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a node takes a pod. Pure.
final class Fit {

    private static final Set<String> REFUSING = Set.of("NoSchedule", "NoExecute");

    private Fit() {}

    /// Whether a pod that is there may stay: it is meant for this node, and no taint drives it away.
    static boolean mayStay(Pod pod, Node node) {
        return selected(pod, node) && untolerated(pod, node, Set.of("NoExecute")).isEmpty();
    }

    /// Until when a pod bears a taint that drives it away; empty where it does for ever.
    static Optional<Instant> end(Pod pod, Taint taint, Instant now) {
        List<Toleration> bears =
                pod.getSpec().getTolerations().stream()
                        .filter(one -> tolerates(one, taint))
                        .toList();
        Instant since = taint.getTimeAdded() == null ? now : Instant.parse(taint.getTimeAdded());
        return bears.isEmpty()
                ? Optional.of(now)
                : bears.stream()
                        .map(Toleration::getTolerationSeconds)
                        .filter(Objects::nonNull)
                        .min(Long::compare)
                        .map(since::plusSeconds);
    }

    /// Whether a new pod is meant for this node, however full or unready that is now.
    static boolean mayCome(Pod pod, Node node) {
        return selected(pod, node) && untolerated(pod, node, REFUSING).isEmpty();
    }

    /// Why it doesn't, in the words that people know; empty where it does.
    static Optional<String> refusal(Pod pod, Node node, int podsThere) {
        if (!selected(pod, node)) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        NodeSpec spec = Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
        if (Boolean.TRUE.equals(spec.getUnschedulable())
                && !tolerated(
                        pod, new Taint("NoSchedule", "node.kubernetes.io/unschedulable", "", ""))) {
            return Optional.of("node(s) were unschedulable");
        }
        Optional<Taint> refusing = untolerated(pod, node, REFUSING);
        if (refusing.isPresent()) {
            return Optional.of(
                    "node(s) had untolerated taint {%s: %s}"
                            .formatted(
                                    refusing.get().getKey(),
                                    Objects.requireNonNullElse(refusing.get().getValue(), "")));
        }
        int room =
                Optional.ofNullable(node.getStatus().getAllocatable().get("pods"))
                        .map(pods -> Integer.parseInt(pods.getAmount()))
                        .orElse(Integer.MAX_VALUE);
        return podsThere < room ? Optional.empty() : Optional.of("Too many pods");
    }

    private static Optional<Taint> untolerated(Pod pod, Node node, Set<String> effects) {
        return node.getSpec() == null
                ? Optional.empty()
                : node.getSpec().getTaints().stream()
                        .filter(taint -> effects.contains(taint.getEffect()))
                        .filter(taint -> !tolerated(pod, taint))
                        .findFirst();
    }

    private static boolean selected(Pod pod, Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        var affinity = pod.getSpec().getAffinity();
        var required =
                affinity == null || affinity.getNodeAffinity() == null
                        ? null
                        : affinity.getNodeAffinity()
                                .getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                || required.getNodeSelectorTerms().stream().anyMatch(term -> meets(term, node));
    }

    private static boolean meets(NodeSelectorTerm term, Node node) {
        Map<String, String> name = Map.of("metadata.name", node.getMetadata().getName());
        return term.getMatchExpressions().stream()
                        .allMatch(one -> meets(one, node.getMetadata().getLabels()))
                && term.getMatchFields().stream().allMatch(one -> meets(one, name))
                && !(term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty());
    }

    private static boolean meets(NodeSelectorRequirement need, Map<String, String> labels) {
        @Nullable String value = labels.get(need.getKey());
        List<String> values = need.getValues();
        return switch (need.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compared(value, values) > 0;
            case "Lt" -> compared(value, values) < 0;
            default -> false;
        };
    }

    /// 0 where one of them is no number.
    private static int compared(@Nullable String value, List<String> values) {
        String number = "-?\\d{1,18}";
        return value == null
                        || values.size() != 1
                        || !value.matches(number)
                        || !values.getFirst().matches(number)
                ? 0
                : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    }

    private static boolean tolerated(Pod pod, Taint taint) {
        return pod.getSpec().getTolerations().stream().anyMatch(one -> tolerates(one, taint));
    }

    private static boolean tolerates(Toleration one, Taint taint) {
        boolean effect = one.getEffect() == null || one.getEffect().equals(taint.getEffect());
        boolean key = one.getKey() == null || one.getKey().equals(taint.getKey());
        boolean value =
                "Exists".equals(one.getOperator())
                        || (one.getKey() != null
                                && Objects.requireNonNullElse(one.getValue(), "")
                                        .equals(Objects.requireNonNullElse(taint.getValue(), "")));
        return effect && key && value;
    }
}
