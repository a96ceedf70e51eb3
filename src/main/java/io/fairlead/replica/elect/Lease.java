package io.fairlead.replica.elect;

import java.util.Map;

/// The record of who leads.
///
/// @param holder one run of a daemon, by its name and what makes it unique; empty when the last one gave it back
/// @param address `HOST:PORT` where others tell it what they hear
/// @param console `HOST:PORT` of its pages; empty when it has none
/// @param turn grows with each renewal, so that the record changes
public record Lease(String holder, String address, String console, long turn) {

    private static final String HOLDER = "holder";
    private static final String ADDRESS = "address";
    private static final String CONSOLE = "console";
    private static final String TURN = "turn";

    /// As it is kept. What somebody else wrote there counts as given back.
    public static Lease of(Map<String, String> contents) {
        return new Lease(
                contents.getOrDefault(HOLDER, ""),
                contents.getOrDefault(ADDRESS, ""),
                contents.getOrDefault(CONSOLE, ""),
                turn(contents.getOrDefault(TURN, "")));
    }

    private static long turn(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    public Map<String, String> contents() {
        return Map.of(
                HOLDER, holder, ADDRESS, address, CONSOLE, console, TURN, Long.toString(turn));
    }

    Lease heldBy(Lease self) {
        return new Lease(self.holder, self.address, self.console, turn + 1);
    }

    /// So that nobody has to wait for the next.
    public Lease givenBack() {
        return new Lease("", "", "", turn + 1);
    }
}
