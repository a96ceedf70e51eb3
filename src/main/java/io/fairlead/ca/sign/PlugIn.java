package io.fairlead.ca.sign;

import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.util.Optional;

/// Where an operator may put an authority of his own: Secret `cacerts`, or a directory.
@FunctionalInterface
public interface PlugIn {

    /// Nobody plugs in anything.
    PlugIn NONE = Optional::empty;

    /// Empty when there is none.
    Optional<Stored> read() throws IOException;
}
