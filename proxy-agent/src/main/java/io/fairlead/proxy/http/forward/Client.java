package io.fairlead.proxy.http.forward;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Who a downstream connection comes from and where it was going, as texts that its requests share.
///
/// @param remote `address:port` of the client
/// @param remoteAddress its address alone
/// @param local `address:port` that it connected to
/// @param original where it was going before it was redirected, for clusters that go there
/// @param serverName SNI, or null
/// @param scheme `http` or `https`
public record Client(
        String remote,
        String remoteAddress,
        String local,
        @Nullable InetSocketAddress original,
        @Nullable String serverName,
        String scheme) {}
