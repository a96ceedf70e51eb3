package io.fairlead.telemetry.als;

import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;

/// A request, or a connection, as an Envoy tells it when it is over.
///
/// @param peerAddress of the other end, without its port; empty where there was none
/// @param peerPrincipal SPIFFE id of the other end; empty where it showed none
/// @param ownPrincipal the same of this end
/// @param cluster that it went to; empty where it went nowhere
/// @param ownPort that was called, at the destination
/// @param grpcStatus empty where it isn't gRPC
/// @param flags as an access log writes them; `-` for none
record Call(
        Side side,
        String peerAddress,
        String peerPrincipal,
        String ownPrincipal,
        String cluster,
        int ownPort,
        Protocol protocol,
        int responseCode,
        String grpcStatus,
        String flags,
        long received,
        long sent,
        long micros) {

    boolean isMutual() {
        return !peerPrincipal.isEmpty();
    }
}
