package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import org.jspecify.annotations.Nullable;

/// What there is to say about a connection to a host, once for all its requests.
///
/// @param localAddress `address:port` of our end
/// @param peer who the host is, as far as its certificate tells
/// @param ownPrincipal who we are to the host, or null
public record UpstreamConnection(
        String localAddress, WorkloadLabels peer, @Nullable String ownPrincipal) {

    /// @param tls how it is protected; null = plaintext
    public static UpstreamConnection of(String localAddress, @Nullable TlsFacts tls) {
        TlsFacts.PeerFacts shown = tls == null ? null : tls.peer();
        String principal = shown == null ? null : shown.principal();
        return tls == null || principal == null
                ? new UpstreamConnection(localAddress, WorkloadLabels.UNKNOWN, null)
                : new UpstreamConnection(
                        localAddress,
                        WorkloadLabels.UNKNOWN.withPrincipal(principal),
                        tls.localUri());
    }

    /// Writes it into the record of a request. Beside the application the other end of the request is the host; beside
    /// the service it is the client, which is known already.
    void describe(RequestRecord record) {
        record.upstreamLocalAddress = localAddress;
        if (record.reporter == Reporter.SOURCE) {
            record.peer = peer;
            record.ownPrincipal = ownPrincipal;
        }
    }
}
