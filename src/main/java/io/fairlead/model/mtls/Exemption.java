package io.fairlead.model.mtls;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Somebody answers for clear text on a port, for a time. When that is over the caller blocks again; nothing is cut.
///
/// @param from `namespace/workload` or an address; `*` for everybody
public record Exemption(UnitId unit, String from, String reason, String owner, Instant expires) {

    /// Reads `2026-12-31`, a day that counts to its end in UTC, or `2026-12-31T12:00:00Z`. Empty for anything else.
    public static Optional<Instant> end(String text) {
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text)
                                    .plusDays(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(expires);
    }

    /// True when it leaves the whole port alone, not a single caller.
    public boolean isForAll() {
        return from.equals("*");
    }
}
