package io.fairlead.minicluster.network;

/// Rules inside a meshed pod that lead its traffic through the proxy.
///
/// Ports, chains and exceptions are Istio's (`istio-init` with interception mode REDIRECT), so that what people know
/// about the paths of packets in a pod stays true here.
public final class CaptureRules {

    /// User that the proxy runs as; its own traffic isn't captured, or it would talk to itself for ever.
    public static final int PROXY_UID = 1337;

    private static final int OUTBOUND_PORT = 15_001;
    private static final int INBOUND_PORT = 15_006;

    private CaptureRules() {}

    /// Input for `iptables-restore` in the pod's namespace.
    ///
    /// @param proxyExempt false only to show that a check notices
    public static String render(boolean proxyExempt) {
        String exempt =
                proxyExempt
                        ? """
                        -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -m owner --uid-owner %1$d -j ISTIO_IN_REDIRECT
                        -A ISTIO_OUTPUT -o lo -m owner ! --uid-owner %1$d -j RETURN
                        -A ISTIO_OUTPUT -m owner --uid-owner %1$d -j RETURN
                        -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -m owner --gid-owner %1$d -j ISTIO_IN_REDIRECT
                        -A ISTIO_OUTPUT -o lo -m owner ! --gid-owner %1$d -j RETURN
                        -A ISTIO_OUTPUT -m owner --gid-owner %1$d -j RETURN
                        """
                                .formatted(PROXY_UID)
                        : "";
        return """
        *nat
        :PREROUTING ACCEPT
        :INPUT ACCEPT
        :OUTPUT ACCEPT
        :POSTROUTING ACCEPT
        :ISTIO_INBOUND -
        :ISTIO_REDIRECT -
        :ISTIO_IN_REDIRECT -
        :ISTIO_OUTPUT -
        -A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports %d
        -A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports %d
        -A PREROUTING -p tcp -j ISTIO_INBOUND
        -A ISTIO_INBOUND -p tcp --dport 15008 -j RETURN
        -A ISTIO_INBOUND -p tcp --dport 15090 -j RETURN
        -A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN
        -A ISTIO_INBOUND -p tcp --dport 15020 -j RETURN
        -A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
        -A OUTPUT -p tcp -j ISTIO_OUTPUT
        -A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN
        %s-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
        -A ISTIO_OUTPUT -j ISTIO_REDIRECT
        COMMIT
        """
                .formatted(OUTBOUND_PORT, INBOUND_PORT, exempt);
    }
}
