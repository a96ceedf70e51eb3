package io.fairlead.minicluster.api.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One write. Nobody may change the trees.
///
/// @param before null for an object that is new
/// @param after null for one that is gone
public record Change(
        String key, @Nullable ObjectNode before, @Nullable ObjectNode after, long revision) {

    /// What it was.
    public Optional<ObjectNode> was() {
        return Optional.ofNullable(before);
    }

    /// What it is now.
    public Optional<ObjectNode> is() {
        return Optional.ofNullable(after);
    }
}
