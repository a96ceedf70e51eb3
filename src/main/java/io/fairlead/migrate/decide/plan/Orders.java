package io.fairlead.migrate.decide.plan;

import io.fairlead.model.mtls.UnitId;
import java.util.Set;

/// What people said and is not yet done.
///
/// @param frozen nothing goes on, by a person's word
/// @param held units that a person holds
/// @param approved units that may pass their next gate
/// @param resumed units that were held and may go on
/// @param unlocked units whose lock a person takes off
/// @param back units that a person sends back
/// @param idleAllowed units that need no traffic
public record Orders(
        boolean frozen,
        Set<UnitId> held,
        Set<UnitId> approved,
        Set<UnitId> resumed,
        Set<UnitId> unlocked,
        Set<UnitId> back,
        Set<UnitId> idleAllowed) {
    public static final Orders NONE =
            new Orders(false, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public Orders {
        held = Set.copyOf(held);
        approved = Set.copyOf(approved);
        resumed = Set.copyOf(resumed);
        unlocked = Set.copyOf(unlocked);
        back = Set.copyOf(back);
        idleAllowed = Set.copyOf(idleAllowed);
    }
}
