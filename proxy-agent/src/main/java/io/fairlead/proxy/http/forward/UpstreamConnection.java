package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.upstream.HostState;
import org.jspecify.annotations.Nullable;

/// What there is to say about a connection to a host, once for all its requests.
///
/// @param localAddress `address:port` of our end
/// @param peer who the host is, as far as discovery and its certificate tell
/// @param ownPrincipal who we are to the host, or null
/// @param clear it is in clear text
public record UpstreamConnection(
        String localAddress, WorkloadLabels peer, @Nullable String ownPrincipal, boolean clear) {

    /// @param host who it is, as discovery says
    /// @param tls how it is protected; null = plaintext
    public static UpstreamConnection of(
            String localAddress, WorkloadLabels host, @Nullable TlsFacts tls) {
        TlsFacts.PeerFacts shown = tls == null ? null : tls.peer();
        String principal = shown == null ? null : shown.principal();
        return tls == null || principal == null
                ? new UpstreamConnection(localAddress, host, null, tls == null)
                : new UpstreamConnection(
                        localAddress, host.withPrincipal(principal), tls.localUri(), false);
    }

    /// Writes which host was picked; the connection to it tells more, when there is one.
    static void picked(HostState host, RequestRecord record) {
        record.upstreamHost = host.toString();
        if (record.reporter == Reporter.SOURCE) {
            record.peer = host.labels();
        }
    }

    /// Writes it into the record of a request. Beside the application the other end of the request is the host; beside
    /// the service it is the client, which is known already.
    void describe(RequestRecord record) {
        record.upstreamLocalAddress = localAddress;
        record.upstreamClear = clear;
        if (record.reporter == Reporter.SOURCE) {
            record.peer = peer;
            record.ownPrincipal = ownPrincipal;
        }
    }
}
