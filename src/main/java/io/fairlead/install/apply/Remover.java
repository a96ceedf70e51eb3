package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.chart.Ordering;
import io.fairlead.install.profile.Differences;
import io.fairlead.install.profile.TagWebhooks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes out what was installed: what has our mark, what is of our charts and was applied by kubectl, and nothing else.
/// What is of a Helm release is Helm's.
public final class Remover {
    private static final String CRD = "CustomResourceDefinition";
    private static final String NAMESPACE = "Namespace";

    /// Have the labels of a Service, and go with it.
    private static final Set<String> FOLLOWING = Set.of("Endpoints", "EndpointSlice");

    private static final String SYSTEM = "istio-system";
    private static final String ROOTS = "istio-ca-root-cert";
    private static final String ROOTS_LABEL = "istio.io/config";

    /// Of what the migration to mutual TLS keeps.
    private static final String OWNER_LABEL = "mesh.fairlead.io/owner";

    private static final String OWNER = "autopilot";

    /// What the daemon writes in its own namespace, beside what was installed.
    private static final Map<String, String> OWN =
            Map.of("Secret", "istio-ca-secret", "Lease", "fairlead-leader");

    private final Cluster cluster;

    public Remover(Cluster cluster) {
        this.cluster = cluster;
    }

    /// An object of the server.
    public record Item(Cluster.Type type, ObjectNode object) {
        /// Kind, namespace and name.
        public String name() {
            return Differences.name(object);
        }
    }

    /// One control plane, in the order of removal: webhooks first, as the API server asks them about all that comes
    /// after. Definitions of kinds and the namespace stay.
    public List<Item> ofRelease(String release) throws ClusterException {
        return found(release).stream().filter(item -> !isShared(item.type())).toList();
    }

    /// All that was ever installed, with what the daemon wrote, and with all objects of those kinds.
    public List<Item> everything() throws ClusterException {
        List<Item> items = new ArrayList<>(found(null));
        for (Cluster.Type type : cluster.types()) {
            if (type.kind().equals("ConfigMap")) {
                for (ObjectNode map : cluster.labelled(type, ROOTS_LABEL, "true")) {
                    if (map.at("/metadata/name").asText().equals(ROOTS)) {
                        items.add(new Item(type, map));
                    }
                }
                for (ObjectNode map : cluster.labelled(type, OWNER_LABEL, OWNER)) {
                    if (map.at("/metadata/namespace").asText().equals(SYSTEM)) {
                        items.add(new Item(type, map));
                    }
                }
            }
            String own = OWN.get(type.kind());
            if (own != null) {
                Optional<ObjectNode> written = cluster.get(type, reference(type, own));
                written.ifPresent(object -> items.add(new Item(type, object)));
            }
        }
        items.sort(order());
        return items;
    }

    private static ObjectNode reference(Cluster.Type type, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("kind", type.kind());
        object.putObject("metadata").put("namespace", SYSTEM).put("name", name);
        return object;
    }

    private static boolean isShared(Cluster.Type type) {
        return type.kind().equals(CRD) || type.kind().equals(NAMESPACE);
    }

    private List<Item> found(@Nullable String release) throws ClusterException {
        List<Item> items = new ArrayList<>();
        for (Cluster.Type type : cluster.types()) {
            for (ObjectNode object : cluster.labelled(type, Marks.RELEASE, release)) {
                items.add(new Item(type, object));
            }
            if (!FOLLOWING.contains(type.kind())) {
                for (ObjectNode object : cluster.labelled(type, Ownership.PART, Ownership.OURS)) {
                    if (isApplied(object, release)) {
                        items.add(new Item(type, object));
                    }
                }
            }
        }
        items.sort(order());
        return items;
    }

    /// Whether somebody applied it, as `manifest generate` prints it.
    private static boolean isApplied(ObjectNode object, @Nullable String release) {
        return Marks.release(object).isEmpty()
                && !Ownership.isForeign(object)
                && object.at("/metadata/ownerReferences").isEmpty()
                && (release == null
                        || object.at("/metadata/labels")
                                .path(TagWebhooks.REVISION)
                                .asText()
                                .equals(release));
    }

    private static Comparator<Item> order() {
        return Comparator.comparing(Item::object, Ordering.order().reversed());
    }

    /// Objects that go with the definitions of their kinds: `3 VirtualService`.
    public List<String> lost(List<Item> items) throws ClusterException {
        List<String> lost = new ArrayList<>();
        for (Item item : items) {
            if (item.type().kind().equals(CRD)) {
                JsonNode spec = item.object().path("spec");
                for (Cluster.Type type : cluster.types()) {
                    boolean same =
                            type.kind().equals(spec.at("/names/kind").asText())
                                    && type.group().equals(spec.path("group").asText());
                    int count = same ? cluster.all(type).size() : 0;
                    if (count > 0) {
                        lost.add(count + " " + type.kind());
                    }
                }
            }
        }
        return lost;
    }

    /// Removes them.
    ///
    /// @param told hears a line of each
    public void remove(List<Item> items, Consumer<String> told) throws ClusterException {
        for (Item item : items) {
            cluster.delete(item.type(), item.object());
            told.accept("removed " + item.name());
        }
    }
}
