package io.fairlead.model.snapshot;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import java.util.List;

/// News from the world. The last word about a key (or a source) counts.
public sealed interface Change {
    /// An object is now this.
    record Put(MeshObject object, Origin origin) implements Change {}

    /// An object is gone.
    record Remove(ObjectKey key) implements Change {}

    /// All that is wrong with one source (a file); replaces what was said about it before.
    record Report(String source, List<Problem> problems) implements Change {
        public Report {
            problems = List.copyOf(problems);
        }
    }
}
