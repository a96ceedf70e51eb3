package io.fairlead.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.console.Reply;

/// Records as the console's answers.
final class JsonReply {
    private static final int OK = 200;

    private JsonReply() {}

    /// A record as JSON.
    static Reply of(Object value) {
        try {
            return Reply.json(OK, Json.MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    /// Loaded with the first question.
    private static final class Json {
        private static final JsonMapper MAPPER = new JsonMapper();
    }
}
