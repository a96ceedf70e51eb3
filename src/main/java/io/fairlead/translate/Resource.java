package io.fairlead.translate;

import com.google.protobuf.Any;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.ResourceType;
import java.util.Set;

/// One resource as a class of proxies is sent it.
///
/// @param inputs the keys of everything that was read for it
public record Resource(Encoded encoded, Set<InputKey> inputs) {
    public Resource {
        inputs = Set.copyOf(inputs);
    }

    public ResourceType type() {
        return encoded.type();
    }

    public String name() {
        return encoded.name();
    }

    /// Ready for a response; the same object for all proxies that share it.
    public Any body() {
        return encoded.body();
    }

    /// Hash of the content: the same on every replica, and after a restart.
    public String version() {
        return encoded.version();
    }
}
