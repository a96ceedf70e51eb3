package io.fairlead.push.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Why routes wait: clusters that were told but whose endpoints the client has not acknowledged yet.
///
/// @param warming names of those clusters
/// @param since when the first of them was told; null when nothing is waited for
/// @param waived true once the wait took too long, until the clusters are settled again
/// @param unasked true once the client let a whole wait pass without asking for the endpoints: it is not one that
///     warms its clusters, and is waited for no more until it asks for some
record Hold(Set<String> warming, @Nullable Instant since, boolean waived, boolean unasked) {
    static final Hold NONE = new Hold(Set.of(), null, false, false);

    Hold warm(Collection<String> clusters, Instant now) {
        Set<String> more = new HashSet<>(warming);
        more.addAll(clusters);
        return new Hold(Set.copyOf(more), since == null ? now : since, waived, unasked);
    }

    Hold warmed(Collection<String> clusters) {
        if (warming.isEmpty()) {
            return this;
        }
        Set<String> rest = new HashSet<>(warming);
        clusters.forEach(rest::remove);
        return new Hold(Set.copyOf(rest), since, waived, unasked);
    }

    /// Nothing is waited for once the clusters are settled and warm.
    Hold settled(boolean clustersSettled) {
        return clustersSettled && warming.isEmpty()
                ? new Hold(Set.of(), null, false, unasked)
                : this;
    }

    /// @param asked holds for clusters whose endpoints the client wants
    Hold expired(Instant now, Duration max, Predicate<String> asked) {
        boolean late = since != null && !now.isBefore(since.plus(max));
        return late
                ? new Hold(Set.of(), null, true, unasked || !warming.stream().allMatch(asked))
                : this;
    }

    /// The client asked for endpoints.
    Hold asked() {
        return unasked ? new Hold(warming, since, waived, false) : this;
    }

    boolean isActive() {
        return since != null && !waived;
    }

    Optional<Instant> deadline(Duration max) {
        return Optional.ofNullable(since).map(start -> start.plus(max));
    }
}
