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

    /// Proxies connected.
    public static final String XDS = "pilot_xds";

    /// Answers sent, by type.
    public static final String XDS_PUSHES = "pilot_xds_pushes";

    /// Bytes of resources in an answer, by type.
    public static final String XDS_CONFIG_SIZE = "pilot_xds_config_size_bytes";

    /// Resources that a proxy refused, by type.
    public static final String XDS_REJECTS = "pilot_xds_rejects";

    /// Resources that a proxy refused.
    public static final String TOTAL_XDS_REJECTS = "pilot_total_xds_rejects";

    /// Requests that spoke of an answer that is not the last one.
    public static final String XDS_EXPIRED_NONCE = "pilot_xds_expired_nonce";

    /// Streams that were not let in.
    public static final String XDS_REFUSED_STREAMS = "fairlead_xds_refused_streams";

    /// Time to encode and hand over one answer.
    public static final String XDS_SEND_TIME = "pilot_xds_send_time";

    /// Time from a change until a proxy has acknowledged all that it needs of it.
    public static final String PROXY_CONVERGENCE_TIME = "pilot_proxy_convergence_time";

    /// Time to translate a change for all classes of proxies.
    public static final String XDS_PUSH_TIME = "pilot_xds_push_time";

    /// How long what a change made for a proxy waits for its stream.
    public static final String PROXY_QUEUE_TIME = "pilot_proxy_queue_time";

    /// Time to make the next snapshot of the one before.
    public static final String CONTEXT_TIME = "pilot_pushcontext_init_seconds";

    /// Objects of Istio's kinds that were added, altered or removed, by kind and event.
    public static final String CONFIG_EVENTS = "pilot_k8s_cfg_events";

    /// The same of objects of Kubernetes' kinds.
    public static final String REGISTRY_EVENTS = "pilot_k8s_reg_events";

    /// Hosts of VirtualServices for which an older one counts.
    public static final String DUPLICATE_DOMAINS = "pilot_vservice_dup_domain";

    /// Certificate requests that came in.
    public static final String CSR_COUNT = "citadel_server_csr_count";

    /// Certificates issued.
    public static final String CERTIFICATES_ISSUED = "citadel_server_success_cert_issuance_count";

    /// Certificate requests that could not be read or had a bad key.
    public static final String CSR_PARSING_ERRORS = "citadel_server_csr_parsing_err_count";

    /// Certificates that could not be signed.
    public static final String CSR_SIGN_ERRORS = "citadel_server_csr_sign_err_count";

    /// Calls without a good credential.
    public static final String AUTHENTICATION_FAILURES =
            "citadel_server_authentication_failure_count";

    /// When the root expires.
    public static final String ROOT_EXPIRY = "citadel_server_root_cert_expiry_timestamp";

    /// When the first link between a leaf and the root expires.
    public static final String CHAIN_EXPIRY = "citadel_server_cert_chain_expiry_timestamp";

    /// Files of a certificate authority or a key set that were read anew, by result.
    public static final String CA_RELOADS = "fairlead_ca_reloads";

    /// Tokens that an API server was asked about, by result.
    public static final String TOKEN_REVIEWS = "fairlead_token_reviews";

    /// Spans taken by the collectors, by format.
    public static final String TRACE_SPANS = "fairlead_trace_spans";

    /// Requests that the collectors refused, by format and reason.
    public static final String TRACE_REFUSED = "fairlead_trace_refused";

    /// What limits took away from spans.
    public static final String TRACE_CUT = "fairlead_trace_cut";

    /// Spans of the daemon's own work that were dropped.
    public static final String TRACE_OWN_DROPPED = "fairlead_trace_own_dropped";

    /// Bytes of spans held.
    public static final String TRACE_STORE_BYTES = "fairlead_trace_store_bytes";

    /// Traces held.
    public static final String TRACE_STORE_TRACES = "fairlead_trace_store_traces";

    /// Traces that had to make room.
    public static final String TRACE_EVICTED = "fairlead_trace_evicted";

    /// Reports of sidecars that were taken.
    public static final String REPORTS = "fairlead_reports";

    /// Streams of reports that were ended for what they sent or how much.
    public static final String REPORTS_REFUSED = "fairlead_reports_refused";

    /// What a change of the mesh was about, by type.
    public static final String PUSH_TRIGGERS = "pilot_push_triggers";

    /// Faults while sidecars were served.
    public static final String XDS_INTERNAL_ERRORS = "pilot_total_xds_internal_errors";

    /// Services for which there is no endpoint.
    public static final String EDS_NO_INSTANCES = "pilot_eds_no_instances";

    /// Version of a part of the mesh.
    public static final String BUILD = "istio_build";

    /// How long the daemon runs.
    public static final String UPTIME = "istiod_uptime_seconds";

    /// Objects found good when they were read.
    public static final String VALIDATION_PASSED = "galley_validation_passed";

    /// Objects found wrong when they were read, by reason.
    public static final String VALIDATION_FAILED = "galley_validation_failed";

    /// How long the root is still good.
    public static final String ROOT_LIFE = "citadel_server_root_cert_expiry_seconds";

    /// How long the chain is still good.
    public static final String CHAIN_LIFE = "citadel_server_cert_chain_expiry_seconds";

    /// Processor time used.
    public static final String PROCESS_CPU = "process_cpu_seconds";

    /// Memory that the process has now.
    public static final String PROCESS_RESIDENT = "process_resident_memory_bytes";

    /// Addresses that the process has taken.
    public static final String PROCESS_VIRTUAL = "process_virtual_memory_bytes";

    /// When the process began.
    public static final String PROCESS_START = "process_start_time_seconds";

    /// Threads of the operating system.
    public static final String THREADS = "go_goroutines";

    /// Heap in use.
    public static final String HEAP_IN_USE = "go_memstats_heap_inuse_bytes";

    /// Heap that the process has taken.
    public static final String HEAP_TAKEN = "go_memstats_heap_sys_bytes";

    /// Bytes of all objects ever made.
    public static final String ALLOCATED = "go_memstats_alloc_bytes";

    /// Messages told to the daemon that leads.
    public static final String REPLICA_TOLD = "fairlead_replica_told";

    /// Messages that could not be told to the daemon that leads.
    public static final String REPLICA_DROPPED = "fairlead_replica_dropped";

    /// Messages of other daemons that were taken.
    public static final String REPLICA_HEARD = "fairlead_replica_heard";

    /// Messages and streams of other daemons that were not taken.
    public static final String REPLICA_REFUSED = "fairlead_replica_refused";

    /// Reports of sidecars that the daemon that leads acknowledged.
    public static final String REPLICA_RELAYED = "fairlead_replica_relayed";

    /// Reports of sidecars that were given up on the way to the daemon that leads.
    public static final String REPLICA_RELAY_LOST = "fairlead_replica_relay_lost";

    /// Reports of other daemons' sidecars that were taken.
    public static final String REPLICA_RELAY_TAKEN = "fairlead_replica_relay_taken";

    /// Whether this daemon leads.
    public static final String REPLICA_LEADS = "fairlead_replica_leads";

    /// Units of the migration to mutual TLS, by phase.
    public static final String MTLS_UNITS = "fairlead_mtls_units";

    /// How often evidence of sidecars was lost.
    public static final String MTLS_EVIDENCE_GAPS = "fairlead_mtls_evidence_gaps";

    /// Reports for which there was no room.
    public static final String MTLS_EVIDENCE_DROPPED = "fairlead_mtls_evidence_dropped";

    /// Connections in clear text that ports on trial and locked ports refused, by whether the caller was known.
    public static final String MTLS_REFUSED = "fairlead_mtls_refused";

    /// Ports that don't refuse what they should, or refuse the mesh, as was seen from outside.
    public static final String MTLS_MISMATCH = "fairlead_mtls_enforcement_mismatch";

    /// When the port that was looked at longest ago was looked at.
    public static final String MTLS_PROVEN = "fairlead_mtls_last_proven_timestamp";

    /// Entries of the access logs of stock Envoys, by what became of them.
    public static final String ENVOY_LOG_ENTRIES = "fairlead_envoy_log_entries";

    /// Requests that stock Envoys told of.
    public static final String ENVOY_REQUESTS = "istio_requests";

    /// How long they took.
    public static final String ENVOY_DURATION = "istio_request_duration_milliseconds";

    /// Bytes of their bodies.
    public static final String ENVOY_REQUEST_BYTES = "istio_request_bytes";

    /// Bytes of the bodies of answers.
    public static final String ENVOY_RESPONSE_BYTES = "istio_response_bytes";

    /// Connections that stock Envoys told of.
    public static final String ENVOY_TCP_OPENED = "istio_tcp_connections_opened";

    /// The same, closed.
    public static final String ENVOY_TCP_CLOSED = "istio_tcp_connections_closed";

    /// Bytes to their clients.
    public static final String ENVOY_TCP_SENT = "istio_tcp_sent_bytes";

    /// Bytes from their clients.
    public static final String ENVOY_TCP_RECEIVED = "istio_tcp_received_bytes";

    /// Pods that an API server asked about.
    public static final String INJECTION_REQUESTS = "sidecar_injection_requests";

    /// Pods that got a proxy.
    public static final String INJECTIONS = "sidecar_injection_success";

    /// Pods that were left as they were.
    public static final String INJECTIONS_SKIPPED = "sidecar_injection_skip";

    /// Pods that were refused.
    public static final String INJECTIONS_FAILED = "sidecar_injection_failure";

    private MetricNames() {}
}
