package io.fairlead.inject.decide;

import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfig.Selection;
import io.fairlead.inject.config.LabelSelector;
import io.fairlead.inject.decide.Choice.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Chooses the pods that get a proxy, by Istio's rules, in two steps: what the API server asks about (labels of the
/// namespace and of the pod), and what the webhook says then.
public final class Choosing {

    public static final String INJECT = "sidecar.istio.io/inject";
    public static final String NAMESPACE_LABEL = "istio-injection";
    public static final String REVISION = "istio.io/rev";

    /// Namespaces whose pods are the cluster's own.
    private static final Set<String> IGNORED =
            Set.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");

    private static final Set<String> YES = Set.of("y", "yes", "true", "on");

    private Choosing() {}

    /// Both steps.
    ///
    /// @param namespaceLabels of the pod's namespace
    public static Choice choose(
            PodFacts pod, Map<String, String> namespaceLabels, InjectorConfig config) {
        Choice asked = selected(pod, namespaceLabels, config);
        if (!asked.injects()) {
            return asked;
        }
        Choice answered = answer(pod, config.selection());
        return answered.reason() == Reason.BY_DEFAULT ? asked : answered;
    }

    /// The first step: whether the API server would ask this injector about the pod.
    public static Choice selected(
            PodFacts pod, Map<String, String> namespaceLabels, InjectorConfig config) {
        String injection = namespaceLabels.get(NAMESPACE_LABEL);
        String own = pod.labels().getOrDefault(INJECT, "");
        boolean refuses = own.equals("false");
        if (injection != null) {
            return switch (injection) {
                case "enabled" ->
                        refuses
                                ? refused("label", own)
                                : revision(
                                        InjectorConfig.DEFAULT_REVISION,
                                        config,
                                        Reason.NAMESPACE_ASKS,
                                        "namespace label istio-injection=enabled");
                case "disabled" ->
                        new Choice(
                                Reason.NAMESPACE_REFUSES,
                                "namespace label istio-injection=disabled");
                default ->
                        new Choice(
                                Reason.NOT_SELECTED,
                                "namespace label istio-injection=%s; expected enabled or disabled"
                                        .formatted(injection));
            };
        }
        String revision = namespaceLabels.get(REVISION);
        String podRevision = pod.labels().get(REVISION);
        if (revision != null || podRevision != null) {
            String where = revision != null ? "namespace" : "pod";
            String name = revision != null ? revision : String.valueOf(podRevision);
            return refuses
                    ? refused("label", own)
                    : revision(
                            name,
                            config,
                            Reason.REVISION_ASKS,
                            "%s label istio.io/rev=%s".formatted(where, name));
        }
        if (own.equals("true")) {
            return revision(
                    InjectorConfig.DEFAULT_REVISION,
                    config,
                    Reason.POD_ASKS,
                    "label sidecar.istio.io/inject=true");
        }
        return unlabelled(pod, config, own);
    }

    private static Choice unlabelled(PodFacts pod, InjectorConfig config, String own) {
        if (own.equals("false")) {
            return refused("label", own);
        }
        return config.selection().namespacesByDefault() && !IGNORED.contains(pod.namespace())
                ? revision(
                        InjectorConfig.DEFAULT_REVISION,
                        config,
                        Reason.BY_DEFAULT,
                        "namespaces are meshed by default")
                : new Choice(
                        Reason.NOT_SELECTED,
                        "the namespace has neither label istio-injection=enabled nor istio.io/rev");
    }

    /// Whoever has no name has all that is meant for the default.
    private static Choice revision(
            String asked, InjectorConfig config, Reason reason, String detail) {
        return asked.equals(config.revision())
                ? new Choice(reason, detail)
                : new Choice(
                        Reason.OTHER_REVISION,
                        "%s is for revision %s, this is %s"
                                .formatted(detail, asked, config.revision()));
    }

    /// The second step: what the webhook answers when it is asked.
    public static Choice answer(PodFacts pod, Selection selection) {
        if (pod.hostNetwork()) {
            return new Choice(
                    Reason.HOST_NETWORK, "hostNetwork: its packets are the node's, not the pod's");
        }
        if (IGNORED.contains(pod.namespace())) {
            return new Choice(
                    Reason.NAMESPACE_IGNORED, "namespace " + pod.namespace() + " is never meshed");
        }
        if (pod.injected()) {
            return new Choice(
                    Reason.ALREADY_INJECTED, "it has a proxy and annotation " + PodFacts.STATUS);
        }
        String label = pod.labels().get(INJECT);
        String where = label == null ? "annotation" : "label";
        String word = label == null ? pod.annotations().getOrDefault(INJECT, "") : label;
        if (!word.isEmpty()) {
            return YES.contains(word.toLowerCase(Locale.ROOT))
                    ? new Choice(Reason.POD_ASKS, "%s %s=%s".formatted(where, INJECT, word))
                    : refused(where, word);
        }
        return bySelectors(pod, selection);
    }

    private static Choice bySelectors(PodFacts pod, Selection selection) {
        if (matches(selection.never(), pod)) {
            return new Choice(Reason.NEVER_SELECTOR, "a selector of neverInjectSelector");
        }
        if (matches(selection.always(), pod)) {
            return new Choice(Reason.ALWAYS_SELECTOR, "a selector of alwaysInjectSelector");
        }
        return selection.enabled()
                ? new Choice(Reason.BY_DEFAULT, "policy: enabled")
                : new Choice(Reason.POLICY_DISABLED, "policy: disabled, and the pod doesn't ask");
    }

    private static boolean matches(List<LabelSelector> selectors, PodFacts pod) {
        return selectors.stream().anyMatch(selector -> selector.matches(pod.labels()));
    }

    private static Choice refused(String where, String word) {
        return new Choice(Reason.POD_REFUSES, "%s %s=%s".formatted(where, INJECT, word));
    }
}
