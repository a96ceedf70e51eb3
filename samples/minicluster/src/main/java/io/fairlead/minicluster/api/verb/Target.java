package io.fairlead.minicluster.api.verb;

import io.fairlead.minicluster.api.model.ResourceType;

/// What a request is about.
///
/// @param namespace empty for all of them, and for types that have none
/// @param name empty for a list
/// @param subresource empty for the object itself
public record Target(Served served, String namespace, String name, String subresource) {

    public ResourceType type() {
        return served.type();
    }

    public String key() {
        return type().key(namespace, name);
    }
}
