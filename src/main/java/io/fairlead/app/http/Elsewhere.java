package io.fairlead.app.http;

import io.fairlead.console.Reply;
import java.util.Optional;

/// What another daemon has to say, which leads and has heard all.
@FunctionalInterface
public interface Elsewhere {

    /// Of a daemon that is alone.
    Elsewhere NOWHERE = _ -> Optional.empty();

    /// The leader's answer; empty when this daemon has to answer itself.
    ///
    /// @param page behind `/debug/`
    Optional<Reply> ask(String page);
}
