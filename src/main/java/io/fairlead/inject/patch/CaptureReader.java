package io.fairlead.inject.patch;

import io.fairlead.inject.config.InjectorConfig.Capture;
import io.fairlead.proxy.capture.CaptureRules;
import io.fairlead.proxy.capture.CaptureSettings;
import io.fairlead.proxy.capture.CaptureSettings.Inbound;
import io.fairlead.proxy.capture.CaptureSettings.Interfaces;
import io.fairlead.proxy.capture.CaptureSettings.Mode;
import io.fairlead.proxy.capture.CaptureSettings.Outbound;
import io.fairlead.proxy.capture.CaptureSettings.Owners;
import io.fairlead.proxy.capture.NetworkSet;
import io.fairlead.proxy.capture.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What of a pod's traffic passes its proxy, as its annotations say.
final class CaptureReader {
    private static final String TRAFFIC = "traffic.sidecar.istio.io/";
    private static final int METRICS_PORT = 15_090;
    private static final int READINESS_PORT = 15_021;

    private final Asked asked;
    private final Capture usual;
    private final Map<String, String> metadata;

    /// @param metadata of the proxy: names, groups and families are chosen there
    CaptureReader(Asked asked, Capture usual, Map<String, String> metadata) {
        this.asked = asked;
        this.usual = usual;
        this.metadata = metadata;
    }

    CaptureRules read(int statusPort) {
        // Kubernetes and Prometheus ask the proxy itself there.
        List<Integer> own = new ArrayList<>(List.of(METRICS_PORT, READINESS_PORT));
        if (statusPort != 0) {
            own.add(statusPort);
        }
        PortSet excluded =
                new PortSet(false, own)
                        .with(
                                by(
                                                PortSet::parseSome,
                                                "excludeInboundPorts",
                                                usual.excludeInboundPorts())
                                        .ports());
        List<Integer> proxy = List.of(CaptureSettings.PROXY_ID);
        return CaptureRules.of(
                new CaptureSettings(
                        new Inbound(
                                Mode.REDIRECT,
                                by(
                                        PortSet::parse,
                                        "includeInboundPorts",
                                        usual.includeInboundPorts()),
                                excluded),
                        outbound(),
                        new Owners(proxy, proxy, groups("", "*"), groups("_EXCLUDE", "")),
                        new Interfaces(
                                by(Interfaces::parseNames, "excludeInterfaces", ""), guests()),
                        names(),
                        is("ISTIO_DUAL_STACK"),
                        is("INVALID_DROP")));
    }

    private Outbound outbound() {
        return new Outbound(
                by(NetworkSet::parse, "includeOutboundIPRanges", usual.includeNetworks()),
                by(NetworkSet::parseSome, "excludeOutboundIPRanges", usual.excludeNetworks()),
                by(PortSet::parseSome, "includeOutboundPorts", usual.includeOutboundPorts()),
                by(PortSet::parseSome, "excludeOutboundPorts", usual.excludeOutboundPorts()));
    }

    private List<String> guests() {
        String current = "istio.io/reroute-virtual-interfaces";
        return asked.by(
                Interfaces::parseNames,
                asked.has(current) ? current : TRAFFIC + "kubevirtInterfaces",
                "");
    }

    private <T> T by(Function<String, T> rule, String name, String otherwise) {
        return asked.by(rule, TRAFFIC + name, otherwise);
    }

    private List<String> groups(String suffix, String otherwise) {
        String name = "ISTIO_OUTBOUND_OWNER_GROUPS" + suffix;
        try {
            return Owners.parseGroups(metadata.getOrDefault(name, otherwise));
        } catch (IllegalArgumentException e) {
            asked.problems().add("proxyMetadata %s: %s".formatted(name, e.getMessage()));
            return List.of();
        }
    }

    /// Rules that lead questions about names to nobody would leave the pod without names.
    private boolean names() {
        if (is("ISTIO_META_DNS_CAPTURE")) {
            asked.note(
                    "proxyMetadata ISTIO_META_DNS_CAPTURE has no effect: the proxy of this mesh answers no"
                            + " questions about names yet");
        }
        return false;
    }

    private boolean is(String variable) {
        return metadata.getOrDefault(variable, "").equals("true");
    }
}
