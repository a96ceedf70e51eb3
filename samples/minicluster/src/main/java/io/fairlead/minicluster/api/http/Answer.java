package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.fairlead.minicluster.api.model.ApiError;
import java.util.List;

/// What a request gets.
public sealed interface Answer {

    /// A tree.
    ///
    /// @param warnings what the sender should know
    record Tree(int code, String contentType, JsonNode tree, List<String> warnings)
            implements Answer {
        public Tree {
            warnings = List.copyOf(warnings);
        }
    }

    /// A text for people.
    record Text(int code, String text) implements Answer {}

    /// What isn't JSON.
    record Bytes(String contentType, ByteString body) implements Answer {}

    /// Changes as they happen.
    record Stream(String contentType, WatchStream changes) implements Answer {}

    /// What a node answers.
    record Relay(NodeCall call) implements Answer {}

    static Answer json(int code, JsonNode tree) {
        return new Tree(code, "application/json", tree, List.of());
    }

    static Answer json(int code, JsonNode tree, List<String> warnings) {
        return new Tree(code, "application/json", tree, warnings);
    }

    static Answer error(ApiError error) {
        return error.isPlain()
                ? new Text(error.code(), error.getMessage() + "\n")
                : json(error.code(), error.status());
    }
}
