package io.fairlead.proxy.meter;

/// What traffic tells telemetry. One observer belongs to one event loop and is only called on it, so it counts without
/// locks. Implementations copy what they keep: the record is reused as soon as the call returns.
public interface RequestObserver {

    /// Sees nothing, counts nothing.
    RequestObserver NONE =
            new RequestObserver() {
                @Override
                public void onRequestEnd(RequestRecord request) {}

                @Override
                public void onConnectionOpened(RequestRecord connection) {}

                @Override
                public void onConnectionProgress(
                        RequestRecord connection, long received, long sent) {}

                @Override
                public void onConnectionClosed(RequestRecord connection) {}
            };

    /// An HTTP request is over, whether it was answered, reset or refused. Called exactly once for each.
    void onRequestEnd(RequestRecord request);

    /// An opaque (TCP) connection has been accepted and its cluster is chosen.
    void onConnectionOpened(RequestRecord connection);

    /// Bytes of an opaque connection since the last call: received from, and sent to, the downstream side.
    void onConnectionProgress(RequestRecord connection, long received, long sent);

    /// An opaque connection is over. Its bytes have been reported by [#onConnectionProgress] before.
    void onConnectionClosed(RequestRecord connection);
}
