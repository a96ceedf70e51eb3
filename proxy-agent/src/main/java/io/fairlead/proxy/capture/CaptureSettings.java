package io.fairlead.proxy.capture;

import java.util.List;
import java.util.regex.Pattern;

/// Which packets of a pod pass its proxy, and by which means.
///
/// @param ipv6 rules for IPv6 as well
/// @param dropInvalid packets that belong to no connection are dropped, where else they would reset one
public record CaptureSettings(
        Inbound inbound,
        Outbound outbound,
        Owners owners,
        Interfaces interfaces,
        boolean dns,
        boolean ipv6,
        boolean dropInvalid) {

    /// User and group that the proxy runs as.
    public static final int PROXY_ID = 1337;

    /// Everything in and out over IPv4, but the proxy's own.
    public static final CaptureSettings DEFAULT =
            new CaptureSettings(
                    new Inbound(Mode.REDIRECT, PortSet.ALL, PortSet.NONE),
                    new Outbound(NetworkSet.ALL, NetworkSet.NONE, PortSet.NONE, PortSet.NONE),
                    new Owners(List.of(PROXY_ID), List.of(PROXY_ID), List.of(), List.of()),
                    new Interfaces(List.of(), List.of()),
                    false,
                    false,
                    false);

    /// How a connection comes to the proxy: with its destination rewritten, or as it is.
    public enum Mode {
        REDIRECT,
        TPROXY
    }

    /// What comes to the pod.
    ///
    /// @param include ports that pass the proxy
    /// @param exclude of all, those that don't
    public record Inbound(Mode mode, PortSet include, PortSet exclude) {}

    /// What the pod sends.
    ///
    /// @param include networks that are reached by the proxy
    /// @param exclude networks that are not
    /// @param includePorts reached by the proxy in any network
    /// @param excludePorts never reached by the proxy
    public record Outbound(
            NetworkSet include, NetworkSet exclude, PortSet includePorts, PortSet excludePorts) {}

    /// Whose packets.
    ///
    /// @param proxyUsers the proxy's own users: what they send is never captured
    /// @param proxyGroups the proxy's own groups
    /// @param include groups whose packets are captured; empty: everybody's
    /// @param exclude groups whose packets are not; used when `include` is empty
    public record Owners(
            List<Integer> proxyUsers,
            List<Integer> proxyGroups,
            List<String> include,
            List<String> exclude) {

        private static final Pattern GROUP = Pattern.compile("[0-9]{1,10}");

        public Owners {
            proxyUsers = List.copyOf(proxyUsers);
            proxyGroups = List.copyOf(proxyGroups);
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        /// Reads `*` (everybody, an empty list), or groups with commas between them.
        ///
        /// @throws BadCapture when it is something else
        public static List<String> parseGroups(String text) {
            return text.strip().equals("*")
                    ? List.of()
                    : checked(
                            text,
                            GROUP,
                            "the number of a group; names are known in the application's image only");
        }
    }

    /// Links that are treated apart.
    ///
    /// @param exclude what comes and goes there is never captured
    /// @param reroute what comes in there is sent by a guest of the pod (a virtual machine) and treated as outbound
    public record Interfaces(List<String> exclude, List<String> reroute) {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,15}\\+?");

        public Interfaces {
            exclude = List.copyOf(exclude);
            reroute = List.copyOf(reroute);
        }

        /// Reads names of interfaces with commas between them.
        ///
        /// @throws BadCapture when it is something else
        public static List<String> parseNames(String text) {
            return checked(text, NAME, "the name of a network interface");
        }
    }

    private static List<String> checked(String text, Pattern allowed, String expected) {
        List<String> words = Words.of(text);
        for (String word : words) {
            if (!allowed.matcher(word).matches()) {
                throw new BadCapture("\"%s\" is not %s".formatted(word, expected));
            }
        }
        return words;
    }

    /// The same with other inbound settings.
    public CaptureSettings with(Inbound other) {
        return new CaptureSettings(other, outbound, owners, interfaces, dns, ipv6, dropInvalid);
    }

    /// The same with other outbound settings.
    public CaptureSettings with(Outbound other) {
        return new CaptureSettings(inbound, other, owners, interfaces, dns, ipv6, dropInvalid);
    }

    /// The same with other owners.
    public CaptureSettings with(Owners other) {
        return new CaptureSettings(inbound, outbound, other, interfaces, dns, ipv6, dropInvalid);
    }

    /// The same with other interfaces.
    public CaptureSettings with(Interfaces other) {
        return new CaptureSettings(inbound, outbound, owners, other, dns, ipv6, dropInvalid);
    }

    /// The same with questions about names led to the proxy, or not.
    public CaptureSettings withDns(boolean captured) {
        return new CaptureSettings(
                inbound, outbound, owners, interfaces, captured, ipv6, dropInvalid);
    }

    /// The same with rules for IPv6, or without.
    public CaptureSettings withIpv6(boolean too) {
        return new CaptureSettings(inbound, outbound, owners, interfaces, dns, too, dropInvalid);
    }

    /// The same with invalid packets dropped, or not.
    public CaptureSettings withDropInvalid(boolean dropped) {
        return new CaptureSettings(inbound, outbound, owners, interfaces, dns, ipv6, dropped);
    }
}
