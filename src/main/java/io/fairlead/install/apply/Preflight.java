package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.profile.Differences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds what stands in the way of a plan: all of it, and without a change. Mutable, lives for one check.
final class Preflight {
    private static final String CRD = "CustomResourceDefinition";
    private static final String NAMESPACE = "Namespace";
    private static final List<String> VERBS = List.of("get", "create", "patch");

    private final Cluster cluster;
    private final String release;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<String, Optional<Cluster.Type>> types = new HashMap<>();
    private final List<Rights.Right> rights = new ArrayList<>();

    Preflight(Cluster cluster, String release) {
        this.cluster = cluster;
        this.release = release;
    }

    Check check(List<ObjectNode> plan) throws ClusterException {
        for (ObjectNode object : plan) {
            Optional<Cluster.Type> type = type(object);
            if (type.isPresent()) {
                need(type.get(), object.at("/metadata/namespace").asText());
            }
        }
        Rights.Answer answer = new Rights(cluster).missing(new LinkedHashSet<>(rights));
        if (!answer.asked()) {
            notes.add(
                    "the API server answers no questions about rights, so that they were not checked");
        }
        answer.missing()
                .forEach(right ->
                        problems.add(
                                "you may not %s; fix: ask whoever rules the cluster for it"
                                        .formatted(right)));
        if (answer.missing().isEmpty()) {
            for (ObjectNode object : plan) {
                Optional<Cluster.Type> type = type(object);
                if (type.isPresent()) {
                    look(type.get(), object);
                }
            }
            ports(plan);
        }
        return new Check(problems, new ArrayList<>(notes));
    }

    private Optional<Cluster.Type> type(ObjectNode object) throws ClusterException {
        String key = object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Optional<Cluster.Type> known = types.get(key);
        if (known == null) {
            known = cluster.type(object);
            types.put(key, known);
            if (known.isEmpty()) {
                problems.add(
                        "the API server serves no %s, which %s is; fix: a newer Kubernetes, or leave that part out"
                                .formatted(key, object.at("/metadata/name").asText()));
            }
        }
        return known;
    }

    private void need(Cluster.Type type, String namespace) {
        VERBS.forEach(verb -> rights.add(new Rights.Right(verb, type, namespace)));
    }

    private void look(Cluster.Type type, ObjectNode object) throws ClusterException {
        Optional<ObjectNode> found = cluster.get(type, object);
        if (found.isEmpty() || type.kind().equals(NAMESPACE)) {
            return;
        }
        ObjectNode live = found.get();
        String name = Differences.name(object);
        Optional<String> owner = Marks.release(live);
        if (owner.isEmpty() && Ownership.isForeign(live)) {
            problems.add(
                    "%s is there already, and %s; fix: remove it, or leave that part out"
                            .formatted(name, Ownership.told(live)));
        } else if (owner.isPresent() && !owner.get().equals(release) && !type.kind().equals(CRD)) {
            problems.add(
                    "%s belongs to the control plane \"%s\"; fix: --set profile=minimal for a second one, or uninstall"
                                    .formatted(name, owner.get())
                            + " that first");
        }
        String is = version(live);
        String will = version(object);
        if (type.kind().equals("Deployment") && !is.isEmpty() && !is.equals(will)) {
            notes.add("%s goes from version %s to %s".formatted(name, is, will));
        }
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("labels").path("app.kubernetes.io/version").asText();
    }

    /// Ports of the nodes that Services of others have already.
    private void ports(List<ObjectNode> plan) throws ClusterException {
        Map<Integer, String> wanted = new HashMap<>();
        Set<String> own = new TreeSet<>();
        Optional<Cluster.Type> services = Optional.empty();
        for (ObjectNode object : plan) {
            if (object.path("kind").asText().equals("Service")) {
                own.add(Differences.name(object));
                services = type(object);
                for (JsonNode port : object.at("/spec/ports")) {
                    if (port.path("nodePort").asInt() != 0) {
                        wanted.put(port.path("nodePort").asInt(), Differences.name(object));
                    }
                }
            }
        }
        if (wanted.isEmpty() || services.isEmpty()) {
            return;
        }
        for (ObjectNode live : cluster.all(services.get())) {
            for (JsonNode port : live.at("/spec/ports")) {
                String name = Differences.name(live);
                String by = wanted.get(port.path("nodePort").asInt());
                if (by != null && !own.contains(name)) {
                    problems.add(
                            "port %d of the nodes, which %s wants, belongs to %s; fix: another nodePort for one of them"
                                    .formatted(port.path("nodePort").asInt(), by, name));
                }
            }
        }
    }
}
