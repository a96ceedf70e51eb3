package io.fairlead.console;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// By which names the console may be called, and the pages of the monitoring port.
///
/// Neither asks anybody who he is, so a foreign web page must not reach it through the browser of somebody who can:
/// by giving its own name this machine's address. Addresses can't be taken over like that, names can; so names are
/// listed.
///
/// @param names beside `localhost` and addresses; lower case
public record HostRule(Set<String> names) {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|\\[[0-9a-f:.]{2,45}]");

    public HostRule {
        names = Set.copyOf(names);
    }

    /// @param host the header's value, with or without a port
    public boolean allows(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
        return name.equals("localhost") || ADDRESS.matcher(name).matches() || names.contains(name);
    }
}
