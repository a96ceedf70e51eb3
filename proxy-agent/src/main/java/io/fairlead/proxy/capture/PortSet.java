package io.fairlead.proxy.capture;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Ports that somebody chose: all of them, or those that are written.
///
/// @param all then `ports` is empty
/// @param ports each once, in the order of writing
public record PortSet(boolean all, List<Integer> ports) {
    public static final PortSet ALL = new PortSet(true, List.of());
    public static final PortSet NONE = new PortSet(false, List.of());

    private static final int PORTS_MAX = 1_024;
    private static final int PORT_MAX = 65_535;

    public PortSet {
        ports = List.copyOf(ports);
    }

    /// Of numbers.
    public static PortSet of(Integer... ports) {
        return new PortSet(false, List.of(ports));
    }

    /// Reads `*`, or ports with commas between them.
    ///
    /// @throws BadCapture when it is something else
    public static PortSet parse(String text) {
        return text.strip().equals("*") ? ALL : new PortSet(false, list(text));
    }

    /// Reads ports with commas between them; all can't be meant.
    ///
    /// @throws BadCapture when it is something else
    public static PortSet parseSome(String text) {
        return new PortSet(false, list(text));
    }

    private static List<Integer> list(String text) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (String word : Words.of(text)) {
            ports.add(port(word));
        }
        if (ports.size() > PORTS_MAX) {
            throw new BadCapture("%d ports; at most %d".formatted(ports.size(), PORTS_MAX));
        }
        return List.copyOf(ports);
    }

    private static int port(String word) {
        try {
            int port = Integer.parseInt(word);
            if (port > 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException _) {
            throw new BadCapture("\"%s\" is no port; expected numbers with commas".formatted(word));
        }
        throw new BadCapture("port %s is not between 1 and %d".formatted(word, PORT_MAX));
    }

    /// With more of them.
    public PortSet with(List<Integer> more) {
        Set<Integer> both = new LinkedHashSet<>(ports);
        both.addAll(more);
        return new PortSet(all, List.copyOf(both));
    }
}
