package io.fairlead.meter;

/// Names of the daemon's metrics: Istio's where Istio has one.
public final class MetricNames {
    /// Objects refused since the start.
    public static final String REJECTED_CONFIGS = "pilot_total_rejected_configs";

    /// Services known.
    public static final String SERVICES = "pilot_services";

    /// VirtualServices known.
    public static final String VIRTUAL_SERVICES = "pilot_virt_services";

    /// Time from the first change of a batch to its snapshot.
    public static final String DEBOUNCE_TIME = "pilot_debounce_time";

    /// Batches of changes that came in.
    public static final String INBOUND_UPDATES = "pilot_inbound_updates";

    /// Bugs of ours that a loop survived.
    public static final String FAULTS = "fairlead_faults";

    /// Problems that stand, by severity.
    public static final String CONFIG_PROBLEMS = "fairlead_config_problems";

    /// Files read, by result.
    public static final String CONFIG_FILE_READS = "fairlead_config_file_reads";

    private MetricNames() {}
}
