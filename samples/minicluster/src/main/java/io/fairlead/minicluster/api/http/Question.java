package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.protobuf.ByteString;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.auth.User;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A request, read.
///
/// @param path its parts
/// @param query the first value of each parameter
/// @param repeated all values of parameters that may come more than once: `command` and `ports`
/// @param user who asks
public record Question(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, List<String>> repeated,
        Map<String, String> headers,
        ByteString body,
        User user) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /// All values of a parameter that may come more than once.
    List<String> all(String name) {
        return repeated.getOrDefault(name, List.of());
    }

    boolean flag(String name) {
        String text = parameter(name);
        return text.equals("true") || text.equals("1");
    }

    int number(String name) {
        String text = parameter(name);
        if (!text.isEmpty() && !text.matches("-?\\d{1,9}")) {
            throw ApiError.badRequest(
                    "strconv.ParseInt: parsing \"%s\": invalid syntax: %s".formatted(text, name));
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    String accept() {
        return headers.getOrDefault("accept", "");
    }

    /// Type of the body, without its parameters.
    String contentType() {
        String type = headers.getOrDefault("content-type", "application/json");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    WriteOptions writeOptions() {
        return WriteOptions.parse(
                user, manager(), parameter("dryRun"), parameter("fieldValidation"));
    }

    /// As who the sender owns fields: as it says, or by the first word of its `User-Agent`.
    String manager() {
        String said = parameter("fieldManager");
        return said.isEmpty()
                ? headers.getOrDefault("user-agent", "unknown").split("[/ ]", 2)[0]
                : said;
    }

    /// The body as an object.
    ObjectNode object() {
        JsonNode tree =
                switch (contentType()) {
                    case "application/json" -> read(JSON);
                    case "application/yaml" -> read(YAML);
                    case ProtobufBody.TYPE -> ProtobufBody.read(body);
                    default ->
                            throw ApiError.unsupportedMediaType(
                                    "application/json, application/yaml, " + ProtobufBody.TYPE);
                };
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("the body of the request is no object");
    }

    /// The body as JSON, whatever type it says; missing when it is empty.
    JsonNode json() {
        return body.isEmpty() ? MissingNode.getInstance() : read(JSON);
    }

    /// The body as YAML, of which JSON is a part.
    JsonNode yaml() {
        return read(YAML);
    }

    private JsonNode read(ObjectMapper mapper) {
        try {
            return mapper.readTree(body.newInput());
        } catch (JsonProcessingException wrong) {
            throw ApiError.badRequest(
                    "couldn't parse the body of the request: " + wrong.getOriginalMessage());
        } catch (IOException wrong) {
            throw ApiError.badRequest("couldn't read the body of the request: " + wrong);
        }
    }
}
