package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.TlsFacts;
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
public record Client(
        String remote,
        String remoteAddress,
        String local,
        @Nullable InetSocketAddress original,
        @Nullable String serverName,
        @Nullable TlsFacts tls,
        @Nullable String certificate) {

    /// A client without TLS.
    public static Client plain(
            String remote,
            String remoteAddress,
            String local,
            @Nullable InetSocketAddress original,
            @Nullable String serverName) {
        return new Client(remote, remoteAddress, local, original, serverName, null, null);
    }

    /// The same over TLS.
    ///
    /// @param said which details of its certificate hosts are told
    public Client secured(TlsFacts facts, Details said) {
        String element = ClientCertificates.element(facts, said);
        return new Client(remote, remoteAddress, local, original, serverName, facts, element);
    }

    /// `http` or `https`.
    String scheme() {
        return tls == null ? "http" : "https";
    }

    /// Writes what there is to say about the connection.
    void describe(RequestRecord record) {
        record.downstreamLocalAddress = local;
        record.downstreamRemoteAddress = remote;
        record.requestedServerName = serverName;
        record.secured(tls);
    }
}
