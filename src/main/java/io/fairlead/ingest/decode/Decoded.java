package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Set;

/// What a file says, and all that is wrong with it.
///
/// @param readable false when the text does not parse: then nothing is known about its objects
/// @param items objects without errors, in the order of writing
/// @param refused keys of objects with errors
/// @param nameless true when some object with errors could not be named
public record Decoded(
        boolean readable,
        List<Item> items,
        Set<ObjectKey> refused,
        boolean nameless,
        List<Problem> problems) {
    public Decoded {
        items = List.copyOf(items);
        refused = Set.copyOf(refused);
        problems = List.copyOf(problems);
    }

    /// An object and where it stands.
    public record Item(MeshObject object, Origin origin) {}

    public boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }
}
