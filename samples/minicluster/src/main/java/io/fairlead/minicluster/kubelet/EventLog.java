package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what happens to pods.
@FunctionalInterface
public interface EventLog {

    /// Writes one line each.
    EventLog LINES =
            new EventLog() {
                private static final Logger LOG = LoggerFactory.getLogger("events");

                @Override
                public void note(ObjectName pod, String container, String reason, String message) {
                    LOG.info(
                            "event={} pod={} container={} message=\"{}\"",
                            reason,
                            pod,
                            container,
                            message);
                }
            };

    /// Notes an event.
    ///
    /// @param container empty for the pod as a whole
    void note(ObjectName pod, String container, String reason, String message);
}
