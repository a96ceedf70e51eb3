package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.store.Change;
import io.fairlead.minicluster.api.verb.Served;
import java.util.Optional;
import java.util.function.Predicate;

/// Turns changes of the store into events of one watch: what comes into its selection is added, what leaves it deleted.
final class WatchEvents {

    private final Served served;
    private final Predicate<ObjectNode> selected;
    private final Views views;
    private final Views.Form form;

    WatchEvents(Served served, Predicate<ObjectNode> selected, Views views, Views.Form form) {
        this.served = served;
        this.selected = selected;
        this.views = views;
        this.form = form;
    }

    /// An object that was there before the watch began.
    Optional<ObjectNode> present(ObjectNode object) {
        return selected.test(object) ? Optional.of(event("ADDED", object)) : Optional.empty();
    }

    Optional<ObjectNode> of(Change change) {
        Optional<ObjectNode> was = change.was().filter(selected);
        Optional<ObjectNode> is = change.is().filter(selected);
        if (is.isPresent()) {
            return Optional.of(event(was.isPresent() ? "MODIFIED" : "ADDED", is.get()));
        }
        return was.map(old -> {
            ObjectNode gone = change.is().orElse(old).deepCopy();
            gone.withObjectProperty("metadata")
                    .put("resourceVersion", String.valueOf(change.revision()));
            return event("DELETED", gone);
        });
    }

    private ObjectNode event(String type, ObjectNode object) {
        return event(type, (JsonNode) views.inForm(served, served.show(object), form));
    }

    ObjectNode bookmark(long revision, boolean endOfInitial) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", served.type().kind()).put("apiVersion", served.type().apiVersion());
        ObjectNode meta = object.putObject("metadata");
        meta.put("resourceVersion", String.valueOf(revision));
        if (endOfInitial) {
            meta.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        boolean partial = form == Views.Form.METADATA;
        return event(
                "BOOKMARK", (JsonNode) (partial ? views.inForm(served, object, form) : object));
    }

    static ObjectNode event(String type, JsonNode object) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
        event.set("object", object);
        return event;
    }
}
