package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happened to pods, one line each.
public final class EventLog {

    private static final Logger LOG = LoggerFactory.getLogger("events");

    /// Notes an event.
    ///
    /// @param container empty for the pod as a whole
    public void note(ObjectName pod, String container, String reason, String message) {
        LOG.info("event={} pod={} container={} message=\"{}\"", reason, pod, container, message);
    }
}
