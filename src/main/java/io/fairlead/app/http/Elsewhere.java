package io.fairlead.app.http;

import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import java.util.Optional;

/// What another daemon has to say, which leads and has heard all.
@FunctionalInterface
public interface Elsewhere {

    /// Under which the leader has what is below `/debug/`.
    String PAGES = "debug";

    /// Under which the leader takes orders of the migration, whose path is their verb; no page of people is there.
    String ORDERS = "order";

    /// Of a daemon that is alone.
    Elsewhere NOWHERE = (_, _) -> Optional.empty();

    /// The leader's answer; empty when this daemon has to answer itself.
    ///
    /// @param mount what it is asked under
    Optional<Reply> ask(String mount, Question question);
}
