package io.fairlead.proxy.meter;

import io.fairlead.proxy.meter.RequestRecord.Reporter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Tells [Dials] of one event loop's connections in clear text, each once, however many requests it carries.
public final class DialMeter {
    /// Connections that are known to be told of. Without room the oldest is told of again.
    private static final int TOLD_MAX = 256;

    private static final int HOST_MAX = 128;

    private final Dials dials;
    private final Set<String> told =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > TOLD_MAX;
                        }
                    });

    public DialMeter(Dials dials) {
        this.dials = dials;
    }

    /// A request is over, or a connection of opaque bytes is open.
    public void used(RequestRecord record) {
        if (record.reporter != Reporter.SOURCE || !record.upstreamClear) {
            return;
        }
        String from = record.upstreamLocalAddress;
        String to = record.upstreamHost;
        String cluster = record.upstreamCluster;
        if (from != null && to != null && cluster != null && told.add(from)) {
            String host =
                    record.authority == null ? "" : Came.printable(record.authority, HOST_MAX);
            dials.opened(new Dials.Dial(from, to, record.startEpochMillis, cluster, host));
        }
    }
}
