package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;

/// OpenAPI version 2 in protobuf, which older clients want: the message `Document` of gnostic's `openapi_v2.proto`,
/// with the fields that such clients go by.
final class OpenApiBody {

    /// As clients ask for it.
    static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// As it is answered: a type with `@` is none to Go.
    static final String TYPE = ASKED.replace('@', '.');

    private static final int NAME = 1;
    private static final int VALUE = 2;

    private final ByteString.Output bytes = ByteString.newOutput();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private OpenApiBody() {}

    static ByteString of(JsonNode document) {
        return new OpenApiBody()
                .put(1, document.path("swagger"))
                .put(2, info(document.path("info")))
                .put(8, new OpenApiBody().all(2, document.path("paths"), OpenApiBody::path))
                .put(9, schemas(document.path("definitions")))
                .done();
    }

    private static OpenApiBody info(JsonNode info) {
        return new OpenApiBody().put(1, info.path("title")).put(2, info.path("version"));
    }

    private static OpenApiBody path(JsonNode path) {
        OpenApiBody body = new OpenApiBody();
        Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8)
                .forEach((method, field) -> {
                    if (path.has(method)) {
                        body.put(field, operation(path.path(method)));
                    }
                });
        return body;
    }

    private static OpenApiBody operation(JsonNode operation) {
        OpenApiBody body = new OpenApiBody().put(5, operation.path("operationId"));
        operation.path("consumes").forEach(one -> body.put(7, one));
        for (JsonNode one : operation.path("parameters")) {
            body.put(8, new OpenApiBody().put(1, parameter(one)));
        }
        return body.put(
                        9,
                        new OpenApiBody()
                                .all(1, operation.path("responses"), OpenApiBody::response))
                .extensions(13, operation);
    }

    private static OpenApiBody parameter(JsonNode parameter) {
        OpenApiBody body = new OpenApiBody();
        if (parameter.path("in").asText().equals("body")) {
            body.put(2, parameter.path("name")).put(3, parameter.path("in"));
            body.put(4, parameter.path("required")).put(5, schema(parameter.path("schema")));
            return new OpenApiBody().put(1, body);
        }
        body.put(2, parameter.path("in")).put(4, parameter.path("name"));
        body.put(6, parameter.path("type"));
        return new OpenApiBody().put(2, new OpenApiBody().put(3, body));
    }

    private static OpenApiBody response(JsonNode response) {
        return new OpenApiBody().put(1, new OpenApiBody().put(1, response.path("description")));
    }

    private static OpenApiBody schemas(JsonNode schemas) {
        return new OpenApiBody().all(1, schemas, OpenApiBody::schema);
    }

    private static OpenApiBody schema(JsonNode schema) {
        OpenApiBody body =
                new OpenApiBody()
                        .put(1, schema.path("$ref"))
                        .put(2, schema.path("format"))
                        .put(4, schema.path("description"));
        schema.path("required").forEach(one -> body.put(19, one));
        JsonNode values = schema.path("additionalProperties");
        if (values.isObject()) {
            body.put(21, new OpenApiBody().put(1, schema(values)));
        }
        if (schema.path("type").isTextual()) {
            body.put(22, new OpenApiBody().put(1, schema.path("type")));
        }
        if (schema.path("items").isObject()) {
            body.put(23, new OpenApiBody().put(1, schema(schema.path("items"))));
        }
        schema.path("allOf").forEach(one -> body.put(24, schema(one)));
        if (schema.path("properties").isObject()) {
            body.put(25, schemas(schema.path("properties")));
        }
        return body.extensions(31, schema);
    }

    /// A map: messages with name and value.
    private OpenApiBody all(int field, JsonNode map, Function<JsonNode, OpenApiBody> value) {
        for (Map.Entry<String, JsonNode> one : map.properties()) {
            put(
                    field,
                    new OpenApiBody()
                            .put(NAME, one.getKey())
                            .put(VALUE, value.apply(one.getValue())));
        }
        return this;
    }

    /// They are YAML inside, of which JSON is a part.
    private OpenApiBody extensions(int field, JsonNode of) {
        for (Map.Entry<String, JsonNode> one : of.properties()) {
            if (one.getKey().startsWith("x-")) {
                OpenApiBody yaml = new OpenApiBody().put(2, one.getValue().toString());
                put(field, new OpenApiBody().put(NAME, one.getKey()).put(VALUE, yaml));
            }
        }
        return this;
    }

    /// A text or a flag; nothing where there is none.
    private OpenApiBody put(int field, JsonNode value) {
        return value.isTextual() ? put(field, value.textValue()) : flag(field, value.asBoolean());
    }

    private OpenApiBody put(int field, String text) {
        return write(() -> out.writeString(field, text));
    }

    private OpenApiBody put(int field, OpenApiBody message) {
        return write(() -> out.writeBytes(field, message.done()));
    }

    private OpenApiBody flag(int field, boolean set) {
        return set ? write(() -> out.writeBool(field, true)) : this;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private OpenApiBody write(Writing writing) {
        try {
            writing.run();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return this;
    }

    private ByteString done() {
        write(out::flush);
        return bytes.toByteString();
    }
}
