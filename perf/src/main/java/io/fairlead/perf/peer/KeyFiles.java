package io.fairlead.perf.peer;

import java.nio.file.Path;

/// PEM files of two workloads with the identities [#CLIENT] and [#SERVER], and of the root that issued both.
public record KeyFiles(Path root, Pair client, Pair server) {
    /// Who calls.
    public static final String CLIENT = "spiffe://cluster.local/ns/default/sa/client";

    /// Who is called.
    public static final String SERVER = "spiffe://cluster.local/ns/default/sa/server";

    /// The name in the server's certificate for those who can't check a SPIFFE identity.
    public static final String SERVER_NAME = "server";

    /// One workload's files.
    ///
    /// @param bundle certificate, then key, in one file, as haproxy wants it
    public record Pair(Path certificate, Path key, Path bundle) {}
}
