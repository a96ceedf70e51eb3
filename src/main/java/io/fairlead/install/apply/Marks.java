package io.fairlead.install.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What we write on an object that we made, so that we know it again: whose it is, and what we said of it last.
final class Marks {
    /// Name of the control plane that an object was made for.
    static final String RELEASE = "install.fairlead.io/release";

    /// The object as it was applied last, as JSON: what stands there and no longer in the plan is taken away.
    static final String APPLIED = "install.fairlead.io/applied";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Marks() {}

    /// A new object with its marks.
    static ObjectNode marked(ObjectNode object, String release) {
        ObjectNode marked = object.deepCopy();
        ObjectNode metadata = marked.withObjectProperty("metadata");
        metadata.withObjectProperty("labels").put(RELEASE, release);
        metadata.withObjectProperty("annotations").put(APPLIED, object.toString());
        return marked;
    }

    /// Whose an object of the server is; empty for one that we didn't make.
    static Optional<String> release(JsonNode live) {
        JsonNode mark = live.path("metadata").path("labels").path(RELEASE);
        return mark.isTextual() ? Optional.of(mark.asText()) : Optional.empty();
    }

    /// What we applied last; nothing where that can't be read.
    static ObjectNode applied(JsonNode live) {
        try {
            String text = live.path("metadata").path("annotations").path(APPLIED).asText();
            return !text.isEmpty() && JSON.readTree(text) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
