package io.fairlead.perf.crowd;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What the crowd shall do next.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
    @JsonSubTypes.Type(Order.Connect.class),
    @JsonSubTypes.Type(Order.Watch.class),
    @JsonSubTypes.Type(Order.Collect.class)
})
public sealed interface Order {

    /// Connect all, at once, and wait until each has everything that it asks for and nothing more comes.
    ///
    /// @param services of the mesh, see [io.fairlead.perf.mesh.MeshSize]
    /// @param hostsApart sidecars that ask for virtual hosts as resources of their own, as ours do; others say nothing
    ///     of that
    record Connect(
            int port,
            int streams,
            int services,
            int namespaces,
            boolean hostsApart,
            long waitMillis)
            implements Order {}

    /// From now on note when each stream hears of these changes.
    ///
    /// @param first number of the first change
    /// @param sameObject all of them change one object, so that a later one may come in place of those before
    record Watch(int first, int count, boolean sameObject) implements Order {}

    /// Wait until all streams heard of all changes, and tell how long each took.
    ///
    /// @param madeNanos when each was made, by the clock of all processes of the machine
    record Collect(List<Long> madeNanos, long waitMillis) implements Order {
        public Collect {
            madeNanos = List.copyOf(madeNanos);
        }
    }
}
