package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with an object, while it is looked at.
public final class FieldErrors {

    private final List<FieldError> all = new ArrayList<>();

    /// So far.
    public List<FieldError> all() {
        return List.copyOf(all);
    }

    public void add(FieldError error) {
        all.add(error);
    }

    public void required(String field, String detail) {
        all.add(FieldError.required(field, detail));
    }

    public void invalid(String field, JsonNode value, String detail) {
        all.add(FieldError.invalid(field, value, detail));
    }

    public void unsupported(String field, JsonNode value, List<String> supported) {
        all.add(FieldError.unsupported(field, value, supported));
    }

    /// Where a field is there, it must be one of these.
    public void unlessOneOf(String path, JsonNode of, String field, List<String> supported) {
        if (of.has(field) && !supported.contains(of.path(field).asText())) {
            unsupported(path + "." + field, of.path(field), supported);
        }
    }

    public void negative(String prefix, JsonNode place, String... fields) {
        all.addAll(FieldError.negative(prefix, place, fields));
    }
}
