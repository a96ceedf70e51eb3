package io.fairlead.minicluster.kubelet;

import java.util.HashSet;
import java.util.Set;

/// Reads the kernel's table of TCP sockets (`/proc/PID/net/tcp`).
final class Listening {

    private static final String LISTEN_STATE = "0A";

    private Listening() {}

    /// Ports that something listens on, other than on loopback.
    static Set<Integer> ports(String table) {
        Set<Integer> ports = new HashSet<>();
        for (String line : table.lines().skip(1).toList()) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 3 && columns[3].equals(LISTEN_STATE)) {
                String local = columns[1];
                ports.add(Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16));
            }
        }
        return ports;
    }
}
