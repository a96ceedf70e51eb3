package io.fairlead.proxy.capture;

import io.fairlead.proxy.capture.CaptureSettings.Mode;
import io.fairlead.proxy.capture.CaptureSettings.Owners;
import java.util.List;
import java.util.stream.Collectors;

/// The rules of one address family. Mutable, lives for one text.
final class FamilyRules {
    private static final int OUTBOUND_PORT = 15_001;
    private static final int INBOUND_PORT = 15_006;
    private static final int TUNNEL_PORT = 15_008;
    private static final int DNS_PORT = 15_053;

    /// Packets that are for the proxy of this pod.
    private static final int INBOUND_MARK = 1337;

    /// Packets that the proxy sends to its own pod.
    private static final int OUTBOUND_MARK = 1338;

    private static final String INBOUND = "ISTIO_INBOUND";
    private static final String IN_REDIRECT = "ISTIO_IN_REDIRECT";
    private static final String OUTPUT = "ISTIO_OUTPUT";
    private static final String REDIRECT = "ISTIO_REDIRECT";
    private static final String OUTPUT_DNS = "ISTIO_OUTPUT_DNS";

    private final CaptureSettings settings;
    private final Family family;
    private final boolean tproxy;
    private final Table mangle = new Table("mangle");
    private final Table nat = new Table("nat");
    private final Table raw = new Table("raw");

    FamilyRules(CaptureSettings settings, Family family) {
        this.settings = settings;
        this.family = family;
        this.tproxy = settings.inbound().mode() == Mode.TPROXY;
    }

    String text() {
        interfaces();
        if (settings.dropInvalid()) {
            mangle.add("PREROUTING", "-m conntrack --ctstate INVALID -j ISTIO_DROP");
            mangle.add("ISTIO_DROP", "-j DROP");
        }
        nat.add(INBOUND, "-p tcp --dport %d -j RETURN".formatted(TUNNEL_PORT));
        nat.add(REDIRECT, "-p tcp -j REDIRECT --to-ports %d".formatted(OUTBOUND_PORT));
        nat.add(IN_REDIRECT, "-p tcp -j REDIRECT --to-ports %d".formatted(INBOUND_PORT));
        if (settings.inbound().include().all() || !settings.inbound().include().ports().isEmpty()) {
            if (tproxy) {
                mark();
            } else {
                redirect();
            }
        }
        outbound();
        return mangle.text() + nat.text() + raw.text();
    }

    private void interfaces() {
        for (String name : settings.interfaces().exclude()) {
            nat.add("PREROUTING", "-i %s -j RETURN".formatted(name));
            nat.add("OUTPUT", "-o %s -j RETURN".formatted(name));
            if (tproxy) {
                mangle.add("PREROUTING", "-i %s -j RETURN".formatted(name));
                mangle.add("OUTPUT", "-o %s -j RETURN".formatted(name));
            }
        }
        settings.interfaces()
                .reroute()
                .forEach(name -> nat.first("PREROUTING", "-i %s -j RETURN".formatted(name)));
    }

    /// Inbound connections get the proxy's port as their destination.
    private void redirect() {
        nat.add("PREROUTING", "-p tcp -j ISTIO_INBOUND");
        PortSet include = settings.inbound().include();
        if (include.all()) {
            for (int port : settings.inbound().exclude().ports()) {
                nat.add(INBOUND, "-p tcp --dport %d -j RETURN".formatted(port));
            }
            nat.add(INBOUND, "-p tcp -j ISTIO_IN_REDIRECT");
        }
        for (int port : include.ports()) {
            nat.add(INBOUND, "-p tcp --dport %d -j ISTIO_IN_REDIRECT".formatted(port));
        }
    }

    /// Inbound connections keep their addresses: their packets are marked, and a route leads those to this machine.
    private void mark() {
        mangle.add("ISTIO_DIVERT", "-j MARK --set-mark %d".formatted(INBOUND_MARK));
        mangle.add("ISTIO_DIVERT", "-j ACCEPT");
        mangle.add(
                "ISTIO_TPROXY",
                "! -d %s -p tcp -j TPROXY --tproxy-mark %d/0xffffffff --on-port %d"
                        .formatted(family.loopback, INBOUND_MARK, INBOUND_PORT));
        mangle.add("PREROUTING", "-p tcp -j ISTIO_INBOUND");
        // What the proxy marked itself, and what the application sends to itself, goes its way.
        mangle.add(INBOUND, "-p tcp -m mark --mark %d -j RETURN".formatted(INBOUND_MARK));
        mangle.add(INBOUND, "-p tcp -s %s -i lo -j RETURN".formatted(family.passthrough));
        mangle.add(INBOUND, "-p tcp -i lo -m mark ! --mark %d -j RETURN".formatted(OUTBOUND_MARK));
        PortSet include = settings.inbound().include();
        if (include.all()) {
            for (int port : settings.inbound().exclude().ports()) {
                mangle.add(INBOUND, "-p tcp --dport %d -j RETURN".formatted(port));
            }
            divert("");
        }
        include.ports().forEach(port -> divert(" --dport " + port));
        mangle.add(
                "PREROUTING",
                "-p tcp -m mark --mark %d -j CONNMARK --save-mark".formatted(INBOUND_MARK));
        mangle.add("OUTPUT", "-p tcp -o lo -m mark --mark %d -j RETURN".formatted(INBOUND_MARK));
        settings.owners().proxyUsers().forEach(user -> markOwn("--uid-owner " + user));
        settings.owners().proxyGroups().forEach(group -> markOwn("--gid-owner " + group));
        mangle.add(
                "OUTPUT",
                "-p tcp -m connmark --mark %d -j CONNMARK --restore-mark".formatted(INBOUND_MARK));
    }

    private void divert(String port) {
        mangle.add(
                INBOUND,
                "-p tcp%s -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT"
                        .formatted(port));
        mangle.add(INBOUND, "-p tcp%s -j ISTIO_TPROXY".formatted(port));
    }

    private void markOwn(String owner) {
        mangle.add(
                "OUTPUT",
                "! -d %s -p tcp -o lo -m owner %s -j MARK --set-mark %d"
                        .formatted(family.loopback, owner, OUTBOUND_MARK));
    }

    private void outbound() {
        nat.add("OUTPUT", "-j ISTIO_OUTPUT");
        for (int port : settings.outbound().excludePorts().ports()) {
            nat.add(OUTPUT, "-p tcp --dport %d -j RETURN".formatted(port));
            nat.add(OUTPUT, "-p udp --dport %d -j RETURN".formatted(port));
        }
        nat.add(OUTPUT, "-o lo -s %s -j RETURN".formatted(family.passthrough));
        Owners owners = settings.owners();
        owners.proxyUsers()
                .forEach(user ->
                        own("--uid-owner " + user, settings.dns() ? dnsAndTunnel() : tunnel()));
        owners.proxyGroups().forEach(group -> own("--gid-owner " + group, tunnel()));
        groups(owners);
        if (settings.dns()) {
            dns();
        }
        nat.add(OUTPUT, "-d %s -j RETURN".formatted(family.loopback));
        family.of(settings.outbound().exclude())
                .forEach(network -> nat.add(OUTPUT, "-d %s -j RETURN".formatted(network)));
        for (int port : settings.outbound().includePorts().ports()) {
            nat.add(OUTPUT, "-p tcp --dport %d -j ISTIO_REDIRECT".formatted(port));
        }
        networks(settings.outbound().include());
    }

    private static String tunnel() {
        return "! --dport " + TUNNEL_PORT;
    }

    /// A question about a name that the proxy passes on must not come back to it.
    private static String dnsAndTunnel() {
        return "-m multiport ! --dports 53," + TUNNEL_PORT;
    }

    /// What the proxy sends: to its own pod through its inbound side, else on its way. What others send inside the pod
    /// goes on its way, but questions about names where those are captured.
    private void own(String owner, String ports) {
        nat.add(
                OUTPUT,
                "-o lo ! -d %s -p tcp %s -m owner %s -j ISTIO_IN_REDIRECT"
                        .formatted(family.loopback, ports, owner));
        if (!settings.outbound().include().loopback()) {
            nat.add(
                    OUTPUT,
                    "-o lo%s -m owner ! %s -j RETURN"
                            .formatted(settings.dns() ? " -p tcp ! --dport 53" : "", owner));
        }
        nat.add(OUTPUT, "-m owner %s -j RETURN".formatted(owner));
    }

    private void groups(Owners owners) {
        if (owners.include().isEmpty()) {
            owners.exclude()
                    .forEach(group ->
                            nat.add(OUTPUT, "-m owner --gid-owner %s -j RETURN".formatted(group)));
            return;
        }
        nat.add(
                OUTPUT,
                owners.include().stream()
                        .map(group -> "-m owner ! --gid-owner %s ".formatted(group))
                        .collect(Collectors.joining("", "", "-j RETURN")));
    }

    /// Questions about names go to the proxy, whichever server they are for: which servers a pod asks is not known when
    /// its rules are made. Both legs get zones of their own, or the kernel would take them for one.
    private void dns() {
        Owners owners = settings.owners();
        nat.add(OUTPUT, "-j ISTIO_OUTPUT_DNS");
        raw.add("OUTPUT", "-j ISTIO_OUTPUT_DNS");
        nat.add(OUTPUT_DNS, "-p tcp --dport 53 -j REDIRECT --to-ports %d".formatted(DNS_PORT));
        nat.add(OUTPUT_DNS, "-p udp --dport 53 -j REDIRECT --to-ports %d".formatted(DNS_PORT));
        owners.proxyUsers().forEach(user -> zones("--uid-owner " + user));
        owners.proxyGroups().forEach(group -> zones("--gid-owner " + group));
        raw.add("PREROUTING", "-j ISTIO_INBOUND");
        raw.add(OUTPUT_DNS, "-p udp --dport 53 -j CT --zone 2");
        raw.add(INBOUND, "-p udp --sport 53 -j CT --zone 1");
    }

    private void zones(String owner) {
        raw.add(OUTPUT_DNS, "-p udp --dport 53 -m owner %s -j CT --zone 1".formatted(owner));
        raw.add(
                OUTPUT_DNS,
                "-p udp --sport %d -m owner %s -j CT --zone 2".formatted(DNS_PORT, owner));
    }

    private void networks(NetworkSet include) {
        List<String> guests = settings.interfaces().reroute();
        if (include.all()) {
            nat.add(OUTPUT, "-j ISTIO_REDIRECT");
            guests.forEach(
                    name -> nat.first("PREROUTING", "-i %s -j ISTIO_REDIRECT".formatted(name)));
        }
        for (String network : family.of(include)) {
            guests.forEach(name ->
                    nat.first(
                            "PREROUTING",
                            "-i %s -d %s -j ISTIO_REDIRECT".formatted(name, network)));
            nat.add(OUTPUT, "-d %s -j ISTIO_REDIRECT".formatted(network));
        }
    }
}
