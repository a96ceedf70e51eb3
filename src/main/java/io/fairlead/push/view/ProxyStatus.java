package io.fairlead.push.view;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Rejection;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far one proxy is: for each type the nonce sent last and the one acknowledged last.
///
/// @param quiet true when it has all that it should have
public record ProxyStatus(
        Proxy proxy,
        boolean delta,
        Map<TypeUrl, OfType> types,
        List<Rejection> rejected,
        boolean quiet) {

    /// @param sent nonce of the last answer; empty before the first
    /// @param acked nonce of the last answer that was taken
    public record OfType(String sent, String acked) {
        static final OfType NOTHING = new OfType("", "");
    }

    public ProxyStatus {
        types = Map.copyOf(types);
        rejected = List.copyOf(rejected);
    }

    static ProxyStatus of(Connection connection) {
        Map<TypeUrl, OfType> types = new TreeMap<>();
        List<Rejection> rejected = new ArrayList<>();
        for (Watch watch : connection.session().watches().values()) {
            types.put(watch.type(), new OfType(watch.sentNonce(), watch.ackedNonce()));
            rejected.addAll(watch.rejected().values());
        }
        return new ProxyStatus(
                connection.proxy(),
                connection.delta(),
                types,
                rejected,
                connection.session().isQuiet());
    }

    /// Of all open streams.
    public static List<ProxyStatus> all(Connections connections) {
        return connections.all().stream().map(ProxyStatus::of).toList();
    }

    public OfType of(TypeUrl type) {
        return types.getOrDefault(type, OfType.NOTHING);
    }
}
