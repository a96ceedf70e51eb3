package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.table.Column;
import io.fairlead.minicluster.api.table.Columns;
import io.fairlead.minicluster.api.verb.Reading.Page;
import io.fairlead.minicluster.api.verb.Served;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The forms in which objects are shown: as they are, as tables, or only their metadata.
public final class Views {

    private final InstantSource clock;

    public Views(InstantSource clock) {
        this.clock = clock;
    }

    /// What a reader asked for.
    public enum Form {
        PLAIN,
        TABLE,
        /// A table whose rows have their whole objects, for readers who sort by their fields.
        TABLE_OF_OBJECTS,
        METADATA
    }

    /// The first form of an Accept header that is known here.
    static Form form(Question question) {
        for (String part : question.accept().split(",")) {
            String one = part.strip();
            boolean json = one.startsWith("application/json");
            if (json && one.matches(".*as=Table.*;v=v1(;.*)?")) {
                return question.parameter("includeObject").equals("Object")
                        ? Form.TABLE_OF_OBJECTS
                        : Form.TABLE;
            }
            if (json && one.contains("as=PartialObjectMetadata")) {
                return Form.METADATA;
            }
            if ((json && !one.contains("as="))
                    || one.startsWith("*/*")
                    || one.startsWith("application/*")
                    || one.isEmpty()) {
                return Form.PLAIN;
            }
        }
        throw ApiError.notAcceptable("application/json");
    }

    Answer one(Served served, ObjectNode object, Question question) {
        return Answer.json(200, inForm(served, object, form(question)));
    }

    /// One object; a table of one row where a table is asked for.
    ObjectNode inForm(Served served, ObjectNode object, Form form) {
        return switch (form) {
            case PLAIN -> object;
            case METADATA -> metadata(object);
            case TABLE, TABLE_OF_OBJECTS ->
                    table(
                            served,
                            List.of(object),
                            object.path("metadata").path("resourceVersion").asText(),
                            form);
        };
    }

    Answer list(Served served, Page page, Question question) {
        Form form = form(question);
        String revision = String.valueOf(page.revision());
        ObjectNode list =
                switch (form) {
                    case TABLE, TABLE_OF_OBJECTS -> table(served, page.items(), revision, form);
                    case PLAIN -> {
                        ObjectNode plain = object();
                        plain.put("kind", served.type().kind() + "List")
                                .put("apiVersion", served.type().apiVersion())
                                .putObject("metadata")
                                .put("resourceVersion", revision);
                        ArrayNode items = plain.putArray("items");
                        page.items().forEach(items::add);
                        yield plain;
                    }
                    case METADATA -> {
                        ObjectNode some = object();
                        some.put("kind", "PartialObjectMetadataList")
                                .put("apiVersion", "meta.k8s.io/v1")
                                .putObject("metadata")
                                .put("resourceVersion", revision);
                        ArrayNode items = some.putArray("items");
                        page.items().forEach(item -> items.add(metadata(item)));
                        yield some;
                    }
                };
        if (!page.more().isEmpty()) {
            list.withObjectProperty("metadata")
                    .put("continue", page.more())
                    .put("remainingItemCount", page.remaining());
        }
        return Answer.json(200, list);
    }

    private static ObjectNode metadata(ObjectNode object) {
        ObjectNode partial = object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private ObjectNode table(Served served, List<ObjectNode> objects, String revision, Form form) {
        Instant now = clock.instant();
        List<Column> columns = Columns.of(served.type(), served.version());
        ObjectNode table = object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", revision);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (Column column : columns) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.name().equals("Name") ? "name" : "")
                    .put("description", "")
                    .put("priority", column.priority());
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            columns.forEach(column -> cells.addPOJO(column.cell().of(object, now)));
            row.set("object", form == Form.TABLE_OF_OBJECTS ? object : metadata(object));
        }
        return table;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
