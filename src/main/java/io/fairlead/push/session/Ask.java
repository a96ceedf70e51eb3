package io.fairlead.push.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request of a client, freed from its encoding.
public sealed interface Ask {

    TypeUrl type();

    /// The answer that this request speaks of; empty when it speaks of none.
    String nonce();

    /// What the client found wrong with that answer.
    @Nullable Refusal refusal();

    /// @param code a gRPC status code
    record Refusal(int code, String message) {}

    /// State of the world: every request says all that is wanted.
    record Sotw(TypeUrl type, String nonce, @Nullable Refusal refusal, Set<String> names)
            implements Ask {
        public Sotw {
            names = Set.copyOf(names);
        }
    }

    /// Delta: a request says what is wanted more and less, and, first on a stream, what the client has.
    record Delta(
            TypeUrl type,
            String nonce,
            @Nullable Refusal refusal,
            List<String> more,
            List<String> less,
            Map<String, String> initialVersions)
            implements Ask {
        public Delta {
            more = List.copyOf(more);
            less = List.copyOf(less);
            initialVersions = Map.copyOf(initialVersions);
        }
    }
}
