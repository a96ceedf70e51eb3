package io.fairlead.model.route;

import java.util.List;
import java.util.Map;

/// One item of the match list of a tcp or tls route: all that is written must hold.
///
/// @param sniHosts server names; empty in tcp routes
/// @param port 0 for any
/// @param sourceSubnet empty for any
public record L4Match(
        List<String> sniHosts,
        List<String> destinationSubnets,
        int port,
        String sourceSubnet,
        Map<String, String> sourceLabels,
        String sourceNamespace,
        List<String> gateways) {
    public L4Match {
        sniHosts = List.copyOf(sniHosts);
        destinationSubnets = List.copyOf(destinationSubnets);
        sourceLabels = Map.copyOf(sourceLabels);
        gateways = List.copyOf(gateways);
    }
}
