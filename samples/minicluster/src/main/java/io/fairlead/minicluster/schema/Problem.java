package io.fairlead.minicluster.schema;

/// Something wrong in an object.
///
/// @param field path of the field, for example `spec.ports[0].port`
public record Problem(String field, String message) {

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
