package io.fairlead.minicluster.check;

/// One acceptance row.
///
/// @param id its number in the mission (`45`), or a word for what has no number (`passthrough`)
/// @param title what is promised, in a few words
/// @param check asks the fleet; leaves the fleet as it found it
public record Row(String id, String title, Check check) {

    /// A row that needs kubectl; without one it is not shown.
    static Row withKubectl(String id, String title, Check check) {
        return new Row(
                id,
                title,
                fleet ->
                        fleet.program("kubectl").isEmpty()
                                ? Outcome.missing("no program kubectl on the PATH")
                                : check.ask(fleet));
    }

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
