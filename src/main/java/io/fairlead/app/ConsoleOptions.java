package io.fairlead.app;

import java.net.InetSocketAddress;
import java.util.Set;

/// Where the console is served.
///
/// @param hosts names by which it may be called, beside `localhost` and addresses
public record ConsoleOptions(InetSocketAddress address, Set<String> hosts) {

    public ConsoleOptions {
        hosts = Set.copyOf(hosts);
    }
}
