package io.fairlead.proxy.capture;

import java.util.List;

/// The jumps from the kernel's own chains to ours that are there already. Chains that are named again are emptied by
/// `iptables-restore`; jumps would stand twice.
public final class InstalledJumps {

    private static final String OURS = " -j ISTIO_";

    private InstalledJumps() {}

    /// What takes them away.
    ///
    /// @param saved what `iptables-save` says
    /// @return for `iptables-restore --noflush`; empty when there are none
    public static String removal(String saved) {
        StringBuilder all = new StringBuilder();
        StringBuilder jumps = new StringBuilder();
        String table = "";
        for (String line : saved.lines().toList()) {
            if (line.startsWith("*")) {
                table = line;
            } else if (line.startsWith("-A ")
                    && !line.startsWith("-A ISTIO_")
                    && line.contains(OURS)) {
                jumps.append("-D").append(line.substring(2)).append('\n');
            } else if (line.equals("COMMIT") && !jumps.isEmpty()) {
                all.append(String.join("\n", List.of(table, jumps + "COMMIT", "")));
                jumps.setLength(0);
            }
        }
        return all.toString();
    }
}
