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
