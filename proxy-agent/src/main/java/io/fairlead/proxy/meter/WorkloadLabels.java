package io.fairlead.proxy.meter;

/// One end of a request, as labels: this proxy's own workload, or its peer as far as it is known.
public record WorkloadLabels(
        String workload,
        String namespace,
        String app,
        String version,
        String canonicalService,
        String canonicalRevision,
        String cluster,
        String principal) {

    /// What Istio prints where nothing is known.
    public static final String ABSENT = "unknown";

    /// A peer of which nothing is known.
    public static final WorkloadLabels UNKNOWN =
            new WorkloadLabels(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);

    private static final int PARTS = 5;

    /// What discovery says of a host.
    ///
    /// @param workload Istio's `name;namespace;canonical service;revision;cluster`; empty where it says nothing
    public static WorkloadLabels ofHost(String workload) {
        String[] parts = workload.split(";", PARTS + 1);
        return parts.length == PARTS && !parts[0].isEmpty()
                ? new WorkloadLabels(
                        parts[0],
                        known(parts[1]),
                        ABSENT,
                        ABSENT,
                        known(parts[2]),
                        known(parts[3]),
                        known(parts[4]),
                        ABSENT)
                : UNKNOWN;
    }

    private static String known(String part) {
        return part.isEmpty() ? ABSENT : part;
    }

    /// The same with another principal.
    public WorkloadLabels withPrincipal(String spiffeId) {
        return new WorkloadLabels(
                workload,
                namespace,
                app,
                version,
                canonicalService,
                canonicalRevision,
                cluster,
                spiffeId);
    }
}
