package io.fairlead.translate.input;

import com.google.protobuf.Message;

/// One Envoy resource before it is encoded.
public record Translated(ResourceType type, String name, Message message) {
    /// Without its content, which may be a key.
    @Override
    public String toString() {
        return type + " " + name;
    }
}
