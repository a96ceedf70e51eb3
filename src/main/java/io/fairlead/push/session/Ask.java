package io.fairlead.push.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request of a client, freed from its encoding.
public sealed interface Ask {

    TypeUrl type();

    /// The answer that this request speaks of; empty when it speaks of none.
    String nonce();

    /// What the client found wrong with that answer.
    @Nullable Refusal refusal();

    /// The same, with names that are written there taken from there: a client that asks for thousands keeps no copies.
    Ask sharing(Resources known);

    private static String shared(String name, Resources known) {
        Resource resource = known.get(name);
        return resource == null ? name : resource.name();
    }

    /// @param code a gRPC status code
    record Refusal(int code, String message) {}

    /// State of the world: every request says all that is wanted.
    record Sotw(TypeUrl type, String nonce, @Nullable Refusal refusal, Set<String> names)
            implements Ask {
        public Sotw {
            names = Set.copyOf(names);
        }

        @Override
        public Sotw sharing(Resources known) {
            return names.isEmpty()
                    ? this
                    : new Sotw(
                            type,
                            nonce,
                            refusal,
                            names.stream()
                                    .map(name -> shared(name, known))
                                    .collect(Collectors.toSet()));
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

        @Override
        public Delta sharing(Resources known) {
            return more.isEmpty()
                    ? this
                    : new Delta(
                            type,
                            nonce,
                            refusal,
                            more.stream().map(name -> shared(name, known)).toList(),
                            less,
                            initialVersions);
        }
    }
}
