package io.fairlead.minicluster.check;

/// One acceptance row.
///
/// @param id its number in the mission (`45`), or a word for what has no number (`passthrough`)
/// @param title what is promised, in a few words
/// @param check asks the fleet; leaves the fleet as it found it
public record Row(String id, String title, Check check) {

    /// Asks a running fleet.
    @FunctionalInterface
    public interface Check {
        /// @throws InterruptedException when the whole run is stopped
        Outcome ask(Fleet fleet) throws InterruptedException;

        /// Called before the first row is asked, for what has to go on in the background.
        ///
        /// @throws InterruptedException when the whole run is stopped
        default void begin(Fleet fleet) throws InterruptedException {}
    }
}
