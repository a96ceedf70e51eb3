package io.fairlead.push.view;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.telemetry.EnvoyLog;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the listener of inbound connections says, of what is asked about it.
///
/// @param modes of ports; port 0 stands for all that are not named
/// @param tells the daemon of each connection
record Inbound(SortedMap<Integer, PortMode> modes, boolean tells) {
    private static final String NOWHERE = "-blackhole";

    Inbound {
        modes = Collections.unmodifiableSortedMap(new TreeMap<>(modes));
    }

    static Inbound of(Listener listener) throws InvalidProtocolBufferException {
        boolean tells = false;
        for (AccessLog log : listener.getAccessLogList()) {
            tells |=
                    log.getTypedConfig().is(TcpGrpcAccessLogConfig.class)
                            && log.getTypedConfig()
                                    .unpack(TcpGrpcAccessLogConfig.class)
                                    .getCommonConfig()
                                    .getLogName()
                                    .equals(EnvoyLog.CONNECTIONS.id());
        }
        return new Inbound(modes(listener), tells);
    }

    /// What the ports of a listener do.
    private static SortedMap<Integer, PortMode> modes(Listener listener) {
        SortedMap<Integer, PortMode> modes = new TreeMap<>();
        for (FilterChain chain : listener.getFilterChainsList()) {
            PortMode one =
                    chain.hasTransportSocket() || chain.getName().endsWith(NOWHERE)
                            ? PortMode.STRICT
                            : PortMode.DISABLE;
            int port = chain.getFilterChainMatch().getDestinationPort().getValue();
            modes.merge(port, one, (a, b) -> a == b ? a : PortMode.PERMISSIVE);
        }
        return modes;
    }
}
