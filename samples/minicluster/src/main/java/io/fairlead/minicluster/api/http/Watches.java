package io.fairlead.minicluster.api.http;

import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.verb.Reading;
import io.fairlead.minicluster.api.verb.Reading.ListOptions;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.clock.Ticks;
import java.time.Duration;

/// Starts watches.
public final class Watches {

    private final ObjectStore store;
    private final Reading reading;
    private final Views views;
    private final Ticks ticks;
    private final ApiLimits limits;

    public Watches(ObjectStore store, Reading reading, Views views, Ticks ticks, ApiLimits limits) {
        this.store = store;
        this.reading = reading;
        this.views = views;
        this.ticks = ticks;
        this.limits = limits;
    }

    Answer start(Target target, ListOptions options, Question question) {
        int seconds = question.number("timeoutSeconds");
        Duration patience = seconds > 0 ? Duration.ofSeconds(seconds) : limits.watchMax();
        Views.Form form = Views.form(question);
        WatchStream stream =
                new WatchStream(
                        () -> reading.watch(target, options),
                        new WatchEvents(
                                target.served(), options.selector(target.served()), views, form),
                        new WatchStream.Manner(
                                question.flag("allowWatchBookmarks"),
                                question.flag("sendInitialEvents"),
                                patience,
                                limits.bookmarkEvery()),
                        store::revision,
                        ticks);
        return new Answer.Stream("application/json", stream);
    }
}
