package io.fairlead.proxy.capture;

import java.util.ArrayList;
import java.util.List;

/// The jumps from the kernel's own chains to ours that are there already. Chains that are named again are emptied by
/// `iptables-restore`; jumps would stand twice.
public final class InstalledJumps {

    private static final String OURS = " -j ISTIO_";

    private static final String CHAIN = ":ISTIO_";

    private InstalledJumps() {}

    /// What takes all of ours away, the chains as well.
    ///
    /// @param saved what `iptables-save` says
    /// @return for `iptables-restore --noflush`; empty when there is nothing of ours
    public static String cleanup(String saved) {
        StringBuilder all = new StringBuilder(removal(saved));
        List<String> chains = new ArrayList<>();
        String table = "";
        for (String line : saved.lines().toList()) {
            if (line.startsWith("*")) {
                table = line;
            } else if (line.startsWith(CHAIN)) {
                chains.add(line.substring(1, line.indexOf(' ')));
            } else if (line.equals("COMMIT") && !chains.isEmpty()) {
                // One may jump to another: all are emptied first.
                all.append(table).append('\n');
                chains.forEach(chain -> all.append("-F ").append(chain).append('\n'));
                chains.forEach(chain -> all.append("-X ").append(chain).append('\n'));
                all.append("COMMIT\n");
                chains.clear();
            }
        }
        return all.toString();
    }

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
