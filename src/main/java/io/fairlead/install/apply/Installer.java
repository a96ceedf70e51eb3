package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.profile.Differences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Applies a plan. One that was interrupted goes on when it is applied again: what is there as planned stays as it is.
public final class Installer {
    private static final String NAMESPACE = "Namespace";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final String release;

    /// @param release name of the control plane; `default` where it has none
    public Installer(Cluster cluster, String release) {
        this.cluster = cluster;
        this.release = release;
    }

    /// What became of an object.
    public enum Fate {
        CREATED,
        CONFIGURED,
        UNCHANGED
    }

    /// What stands in the way. Changes nothing.
    public Check check(List<ObjectNode> plan) throws ClusterException {
        return new Preflight(cluster, release).check(plan);
    }

    /// Applies all objects in their order.
    ///
    /// @param told hears a line of each that was changed: `created Service istio-system/istiod`
    /// @return how many were changed
    /// @throws ClusterException at the first that fails; those before it stay
    public int apply(List<ObjectNode> plan, Consumer<String> told) throws ClusterException {
        int changed = 0;
        for (ObjectNode object : plan) {
            Fate fate = apply(object);
            if (fate != Fate.UNCHANGED) {
                changed++;
                told.accept(
                        "%s %s"
                                .formatted(
                                        fate == Fate.CREATED ? "created" : "configured",
                                        Differences.name(object)));
            }
        }
        return changed;
    }

    private Fate apply(ObjectNode object) throws ClusterException {
        Cluster.Type type = type(object);
        ObjectNode marked = Marks.marked(object, release);
        Optional<ObjectNode> live = cluster.get(type, object);
        if (live.isEmpty()) {
            if (cluster.create(type, marked).isPresent()) {
                return Fate.CREATED;
            }
            live = cluster.get(type, object);
        }
        ObjectNode there =
                live.orElseThrow(() ->
                        new ClusterException(
                                Differences.name(object)
                                        + " comes and goes while it is applied; fix: run it again when nobody else"
                                        + " changes it"));
        Optional<String> owner = Marks.release(there);
        if (type.kind().equals(NAMESPACE) && owner.isEmpty()) {
            // Somebody's own namespace: it goes with nobody but him.
            return Fate.UNCHANGED;
        }
        ObjectNode merge = Merging.patch(there, Marks.marked(object, owner.orElse(release)));
        if (merge.isEmpty()) {
            return Fate.UNCHANGED;
        }
        ObjectNode patched = cluster.patch(type, object, merge);
        return version(patched).equals(version(there)) ? Fate.UNCHANGED : Fate.CONFIGURED;
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    private Cluster.Type type(ObjectNode object) throws ClusterException {
        return cluster.type(object)
                .orElseThrow(() ->
                        new ClusterException(
                                "%s: the API server serves no %s"
                                        .formatted(
                                                Differences.name(object),
                                                object.path("apiVersion").asText())));
    }

    /// A Deployment that isn't ready.
    ///
    /// @param addOn true for one that the mesh does without
    public record Late(String name, String why, boolean addOn) {}

    /// Waits until all Deployments of a plan have the pods that they want. Add-ons come last, and nobody waits for one
    /// whose image can't be had.
    ///
    /// @return those that haven't
    public List<Late> await(List<ObjectNode> plan, Duration atMost, Consumer<String> told)
            throws ClusterException {
        List<Late> late = new ArrayList<>();
        for (boolean addOn : List.of(false, true)) {
            for (ObjectNode object : plan) {
                if (object.path("kind").asText().equals("Deployment") && isAddOn(object) == addOn) {
                    told.accept("waiting for " + Differences.name(object));
                    String why = awaitOne(object, atMost);
                    if (!why.isEmpty()) {
                        late.add(new Late(Differences.name(object), why, addOn));
                    }
                }
            }
        }
        return late;
    }

    private static boolean isAddOn(JsonNode object) {
        return object.path("metadata")
                .path("labels")
                .path("app.kubernetes.io/component")
                .asText()
                .equals("addon");
    }

    /// @return empty when it is ready, else why not
    private String awaitOne(ObjectNode object, Duration atMost) throws ClusterException {
        Cluster.Type type = type(object);
        for (Duration waited = Duration.ZERO;
                waited.compareTo(atMost) < 0;
                waited = waited.plus(LOOK_AGAIN)) {
            Duration left = atMost.minus(waited);
            if (cluster.awaitReady(
                    type, object, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN)) {
                return "";
            }
            if (isAddOn(object)) {
                Optional<String> image = cluster.imageMissing(object);
                if (image.isPresent()) {
                    return "not run: image %s is not to be had".formatted(image.get());
                }
            }
        }
        return cluster.get(type, object).map(Readiness::told).orElse("gone");
    }

    /// What is missing, says something else than planned, or isn't ready.
    public List<String> verify(List<ObjectNode> plan) throws ClusterException {
        List<String> problems = new ArrayList<>();
        for (ObjectNode object : plan) {
            String name = Differences.name(object);
            Optional<Cluster.Type> type = cluster.type(object);
            Optional<ObjectNode> live =
                    type.isEmpty() ? Optional.empty() : cluster.get(type.get(), object);
            if (live.isEmpty()) {
                problems.add(name + " is missing; fix: fairlead install with the same settings");
            } else if (!object.path("kind").asText().equals(NAMESPACE)) {
                ObjectNode differs = Merging.patch(live.get(), object);
                if (!differs.isEmpty()) {
                    problems.add(
                            "%s says something else than what was asked for: %s; fix: fairlead install once more"
                                    .formatted(name, String.join(", ", Paths.of(differs))));
                }
                if (object.path("kind").asText().equals("Deployment")
                        && !Readiness.isReady(live.get())) {
                    problems.add("%s: %s".formatted(name, Readiness.told(live.get())));
                }
            }
        }
        return problems;
    }
}
