package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.model.HttpConnection.ClientAddress;
import io.netty.util.NetUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whom a request comes from: the peer of its connection, or the one for whom the peer says it speaks. A sidecar's
/// peers are believed; those of a proxy at the edge are not, unless so many proxies of ours stand before it. Belongs to
/// one connection.
final class Origin {
    private final Client client;
    private final ClientAddress settings;
    private @Nullable String said;
    private String address;
    private String remote;

    Origin(Client client, ClientAddress settings) {
        this.client = client;
        this.settings = settings;
        this.address = client.remoteAddress();
        this.remote = client.remote();
    }

    /// Whether clients come from anywhere.
    boolean isEdge() {
        return settings.useRemoteAddress();
    }

    /// Whether the peer is believed in how it was asked itself.
    boolean isSaid() {
        return !isEdge() || settings.trustedHops() > 0;
    }

    /// What hosts are told in `x-forwarded-for`.
    ///
    /// @param came what came in it
    @Nullable String forwarded(@Nullable String came) {
        if (!isEdge() || settings.skipAppend()) {
            return came;
        }
        return came == null || came.isBlank()
                ? client.remoteAddress()
                : came + "," + client.remoteAddress();
    }

    /// Looks at the next request.
    ///
    /// @param forwardedFor value of `x-forwarded-for`
    void of(@Nullable String forwardedFor) {
        int skipped = settings.trustedHops() - (isEdge() ? 1 : 0);
        if (skipped < 0 || Objects.equals(forwardedFor, said)) {
            return;
        }
        said = forwardedFor;
        String last = forwardedFor == null ? "" : last(forwardedFor, skipped);
        byte[] ip = last.startsWith("[") ? null : NetUtil.createByteArrayFromIpAddressString(last);
        if (ip == null) {
            address = client.remoteAddress();
            remote = client.remote();
        } else {
            address = NetUtil.bytesToIpAddress(ip);
            // The port of somebody that far away isn't known.
            remote = (ip.length == 4 ? address : "[" + address + "]") + ":0";
        }
    }

    /// The last element but so many.
    private static String last(String list, int skipped) {
        int end = list.length();
        for (int i = 0; i < skipped; i++) {
            end = list.lastIndexOf(',', end - 1);
            if (end < 0) {
                return "";
            }
        }
        return list.substring(list.lastIndexOf(',', end - 1) + 1, end).strip();
    }

    /// The address alone.
    String address() {
        return address;
    }

    /// `address:port`.
    String remote() {
        return remote;
    }
}
