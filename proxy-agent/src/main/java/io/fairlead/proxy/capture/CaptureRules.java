package io.fairlead.proxy.capture;

import io.fairlead.proxy.capture.CaptureSettings.Mode;

/// What has to be told to the kernel of a pod, as files for three programs. Chains, ports and marks are Istio's, so
/// that what people know of the paths of packets in a pod stays true.
///
/// @param ipv4 for `iptables-restore --noflush`
/// @param ipv6 for `ip6tables-restore --noflush`; empty when IPv6 is left alone
/// @param routes for `ip -batch`: marked packets stay in the pod; empty when none are marked
public record CaptureRules(String ipv4, String ipv6, String routes) {

    /// Of the routes that keep marked packets in the pod.
    private static final String ROUTES =
            """
            rule flush table 133
            rule add fwmark 1337 lookup 133
            route replace local default dev lo table 133
            """;

    /// What takes these routes away, for `ip -batch`.
    public static final String NO_ROUTES =
            """
            rule flush table 133
            route flush table 133
            """;

    /// By this `ip rule` shows that they are there.
    public static final String ROUTED = "lookup 133";

    /// What these settings need.
    public static CaptureRules of(CaptureSettings settings) {
        return new CaptureRules(
                new FamilyRules(settings, Family.V4).text(),
                settings.ipv6() ? new FamilyRules(settings, Family.V6).text() : "",
                marks(settings) ? ROUTES : "");
    }

    private static boolean marks(CaptureSettings settings) {
        PortSet ports = settings.inbound().include();
        return settings.inbound().mode() == Mode.TPROXY
                && (ports.all() || !ports.ports().isEmpty());
    }
}
