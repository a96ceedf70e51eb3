package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate.Details;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Who a downstream connection comes from and where it was going, as texts that its requests share.
///
/// @param remote `address:port` of the client
/// @param remoteAddress its address alone
/// @param local `address:port` that it connected to
/// @param original where it was going before it was redirected, for clusters that go there
/// @param serverName SNI, or null
/// @param tls how it is protected; null = plaintext
/// @param certificate what hosts are told about the client's certificate; null = nothing
/// @param came hears of its requests; null = nobody does
/// @param peer who it is, as far as its address tells
public record Client(
        String remote,
        String remoteAddress,
        String local,
        @Nullable InetSocketAddress original,
        @Nullable String serverName,
        @Nullable TlsFacts tls,
        @Nullable String certificate,
        @Nullable Came came,
        WorkloadLabels peer) {

    /// A client without TLS.
    public static Client plain(
            String remote,
            String remoteAddress,
            String local,
            @Nullable InetSocketAddress original,
            @Nullable String serverName) {
        return new Client(
                remote,
                remoteAddress,
                local,
                original,
                serverName,
                null,
                null,
                null,
                WorkloadLabels.UNKNOWN);
    }

    /// The same over TLS.
    ///
    /// @param said which details of its certificate hosts are told
    public Client secured(TlsFacts facts, Details said) {
        String element = ClientCertificates.element(facts, said);
        return new Client(
                remote, remoteAddress, local, original, serverName, facts, element, came, peer);
    }

    /// The same, and its requests are counted.
    public Client counted(@Nullable Came by) {
        return new Client(
                remote, remoteAddress, local, original, serverName, tls, certificate, by, peer);
    }

    /// The same, of whom its address tells who it is.
    public Client known(WorkloadLabels as) {
        return new Client(
                remote, remoteAddress, local, original, serverName, tls, certificate, came, as);
    }

    /// A request came.
    void asked(RequestRecord request) {
        if (came != null) {
            came.asked(request.method, request.path, request.userAgent);
        }
    }

    /// True while its connection has to end after the next answer.
    public boolean isLeaving() {
        return came != null && came.isLeaving();
    }

    /// `http` or `https`.
    String scheme() {
        return tls == null ? "http" : "https";
    }

    /// Writes what there is to say about the connection.
    void describe(RequestRecord record) {
        record.downstreamLocalAddress = local;
        record.downstreamRemoteAddress = remote;
        record.downstreamDirectAddress = remote;
        record.requestedServerName = serverName;
        record.peer = peer;
        record.secured(tls);
    }
}
