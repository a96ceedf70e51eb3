package io.fairlead.app.http;

import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import java.util.Optional;

/// What another daemon has to say, which leads and has heard all.
public interface Elsewhere {

    /// Of a daemon that is alone.
    Elsewhere NOWHERE =
            new Elsewhere() {
                @Override
                public Optional<Reply> ask(String page) {
                    return Optional.empty();
                }

                @Override
                public Optional<Reply> order(Question order) {
                    return Optional.empty();
                }
            };

    /// The leader's answer; empty when this daemon has to answer itself.
    ///
    /// @param page behind `/debug/`
    Optional<Reply> ask(String page);

    /// What the leader says to an order of the migration; empty when this daemon has to answer itself.
    ///
    /// @param order whose path is its verb
    Optional<Reply> order(Question order);
}
