package io.fairlead.model.store;

import io.fairlead.model.config.ObjectKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Where objects are kept that outlive the process. Several daemons may share one store.
public interface ConfigStore {

    /// The version of an object that isn't there.
    String ABSENT = "";

    /// An object as it was read.
    ///
    /// @param contents text by name, as in a Secret
    /// @param version of exactly these contents
    record Stored(Map<String, String> contents, String version) {
        public Stored {
            contents = Map.copyOf(contents);
        }

        /// Names only: contents may be secret.
        @Override
        public String toString() {
            return "Stored[" + contents.keySet() + ", " + version + "]";
        }
    }

    /// What became of a write.
    sealed interface Outcome {
        /// @param version that the object has now
        record Written(String version) implements Outcome {}

        /// Somebody else was faster; nothing was written.
        ///
        /// @param version that the object has
        record Conflict(String version) implements Outcome {}
    }

    /// Empty when there is no such object.
    Optional<Stored> read(ObjectKey key) throws IOException;

    /// Replaces the whole object, if it still has the version expected.
    ///
    /// @param expected the version that the caller knows, [#ABSENT] to create the object
    Outcome write(ObjectKey key, Map<String, String> contents, String expected) throws IOException;
}
