package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.profile.TagWebhooks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The tags of a cluster. A tag goes with the revision that it is of.
public final class RevisionTags {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");

    private final Cluster cluster;
    private final Cluster.Type type;

    private RevisionTags(Cluster cluster, Cluster.Type type) {
        this.cluster = cluster;
        this.type = type;
    }

    /// A tag.
    ///
    /// @param namespaces that ask for it
    public record Tag(String name, String revision, List<String> namespaces) {}

    public static RevisionTags of(Cluster cluster) throws ClusterException {
        return new RevisionTags(
                cluster,
                served("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", cluster));
    }

    /// All of them, by name.
    public List<Tag> all() throws ClusterException {
        List<Tag> tags = new ArrayList<>();
        for (ObjectNode one : cluster.labelled(type, TagWebhooks.TAG, null)) {
            JsonNode labels = one.at("/metadata/labels");
            String name = labels.path(TagWebhooks.TAG).asText();
            tags.add(new Tag(name, labels.path(TagWebhooks.REVISION).asText(), namespaces(name)));
        }
        tags.sort(Comparator.comparing(Tag::name));
        return tags;
    }

    /// The tag of this name; empty where there is none.
    public Optional<Tag> find(String name) throws ClusterException {
        return all().stream().filter(tag -> tag.name().equals(name)).findFirst();
    }

    /// What a tag would be: its webhooks, and the daemon's right to keep their certificates.
    ///
    /// @throws ClusterException where it can't be
    public List<ObjectNode> planned(String tag, String revision) throws ClusterException {
        if (!NAME.matcher(tag).matches()) {
            throw new ClusterException(
                    "\"%s\" is no name of a tag; expected at most 40 small letters, digits and -"
                            .formatted(tag));
        }
        Optional<ObjectNode> found = Optional.empty();
        List<String> there = new ArrayList<>();
        for (ObjectNode one : cluster.labelled(type, TagWebhooks.REVISION, null)) {
            JsonNode labels = one.at("/metadata/labels");
            if (!labels.has(TagWebhooks.TAG)) {
                there.add(labels.path(TagWebhooks.REVISION).asText());
                if (there.getLast().equals(revision)) {
                    found = Optional.of(one);
                }
            }
        }
        if (there.contains(tag)) {
            throw new ClusterException(
                    "\"%s\" is a revision that is installed; a tag needs another name"
                            .formatted(tag));
        }
        ObjectNode webhooks =
                TagWebhooks.of(
                        tag,
                        found.orElseThrow(() ->
                                new ClusterException(
                                        "revision \"%s\" isn't installed; installed are %s"
                                                .formatted(revision, there))));
        List<ObjectNode> all = new ArrayList<>(TagWebhooks.rights(webhooks));
        all.addFirst(webhooks);
        return all;
    }

    /// Makes a tag, or leads it to another revision, at once for all who ask for it.
    public void set(String tag, String revision) throws ClusterException {
        for (ObjectNode object : planned(tag, revision)) {
            ObjectNode marked = Marks.marked(object, revision);
            Cluster.Type of = served(object, cluster);
            if (cluster.get(of, marked).isPresent() || cluster.create(of, marked).isEmpty()) {
                ObjectNode _ = cluster.patch(of, marked, marked);
            }
        }
    }

    /// Takes a tag away.
    public void remove(String tag) throws ClusterException {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("kind", type.kind());
        object.putObject("metadata").put("name", TagWebhooks.name(tag));
        for (ObjectNode right : TagWebhooks.rights(object)) {
            cluster.delete(served(right, cluster), right);
        }
        cluster.delete(type, object);
    }

    private List<String> namespaces(String tag) throws ClusterException {
        return cluster
                .labelled(served("v1", "Namespace", cluster), TagWebhooks.REVISION, tag)
                .stream()
                .map(one -> one.at("/metadata/name").asText())
                .sorted()
                .toList();
    }

    private static Cluster.Type served(String apiVersion, String kind, Cluster cluster)
            throws ClusterException {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        return served(reference.put("apiVersion", apiVersion).put("kind", kind), cluster);
    }

    private static Cluster.Type served(ObjectNode object, Cluster cluster) throws ClusterException {
        return cluster.type(object)
                .orElseThrow(() ->
                        new ClusterException(
                                "the API server serves no %s"
                                        .formatted(object.path("kind").asText())));
    }
}
