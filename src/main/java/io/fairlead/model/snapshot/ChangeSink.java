package io.fairlead.model.snapshot;

import java.util.List;

/// Where `ingest` hands changes to. Room `app` plugs it into the one writer.
public interface ChangeSink {
    /// Takes changes that belong together: readers see all of them or none.
    void accept(List<Change> changes);

    /// The same, from a source that hasn't read yet all that it is to read: nobody is served because of it.
    default void acceptPart(List<Change> changes) {
        accept(changes);
    }
}
