package io.fairlead.push.view;

import java.util.List;

/// The way to see the open streams.
@FunctionalInterface
public interface Connections {

    /// All open streams that have introduced themselves, by the proxy's id.
    List<Connection> all();
}
