package io.fairlead.proxy.listener;

import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.model.AccessLog;
import java.util.List;

/// Makes observers for the filter chains of one event loop.
@FunctionalInterface
public interface Observers {

    /// The observer of a chain with these access logs.
    RequestObserver observer(List<AccessLog> logs);
}
