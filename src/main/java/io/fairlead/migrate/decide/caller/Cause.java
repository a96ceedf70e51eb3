package io.fairlead.migrate.decide.caller;

import io.fairlead.model.mtls.Dial;
import io.fairlead.model.mtls.UnitId;

/// Why a caller speaks clear text, as far as it can be known.
public enum Cause {
    /// It proved who it is: nothing to mend.
    NONE,
    PASSTHROUGH_UNKNOWN_HOST,
    POD_IP_CALL,
    DR_TLS_DISABLE,
    EXCLUDED_OUTBOUND,
    SIDECAR_EGRESS_SCOPE,
    HOST_HEADER_MISMATCH,
    NO_CERT_YET,
    NO_SIDECAR,
    INIT_CONTAINER_EARLY,
    PROXY_UID_1337,
    CAPTURE_OFF,
    /// A pod with a sidecar which reported nothing of this connection.
    UNREPORTED,
    NODE,
    HOSTNETWORK,
    APISERVER,
    NODEPORT,
    OTHER_MESH,
    EXTERNAL;

    static Cause of(Dial.Reason reason) {
        return switch (reason) {
            case PASSTHROUGH_UNKNOWN_HOST -> PASSTHROUGH_UNKNOWN_HOST;
            case POD_IP_CALL -> POD_IP_CALL;
            case DR_TLS_DISABLE -> DR_TLS_DISABLE;
            case SIDECAR_EGRESS_SCOPE -> SIDECAR_EGRESS_SCOPE;
            case HOST_HEADER_MISMATCH -> HOST_HEADER_MISMATCH;
            case NO_CERT_YET -> NO_CERT_YET;
        };
    }

    /// What whoever runs the caller can do. The other way, an exemption, is told with each blocker.
    public String fix(Caller caller, UnitId unit) {
        String namespace = caller.namespace();
        String restart =
                "kubectl -n %s rollout restart deployment %s"
                        .formatted(namespace, caller.workload());
        return switch (this) {
            case NONE -> "nothing";
            case PASSTHROUGH_UNKNOWN_HOST, HOST_HEADER_MISMATCH ->
                    "let %s call %s by the name of its Service, also in the Host header"
                            .formatted(caller.owner(), unit.owner());
            case POD_IP_CALL ->
                    "let %s call %s by the name of a Service instead of a pod's address"
                            .formatted(caller.owner(), unit.owner());
            case DR_TLS_DISABLE ->
                    "drop trafficPolicy.tls.mode: DISABLE from the DestinationRule for "
                            + unit.owner();
            case EXCLUDED_OUTBOUND ->
                    "take port %d and its address out of traffic.sidecar.istio.io/exclude… of %s, then %s"
                            .formatted(unit.port(), caller.owner(), restart);
            case SIDECAR_EGRESS_SCOPE ->
                    "add %s/* to the egress hosts of the Sidecar that counts for %s"
                            .formatted(unit.namespace(), caller.owner());
            case NO_CERT_YET -> "see fairlead certs for why " + caller.owner() + " has none";
            case NO_SIDECAR ->
                    "kubectl label namespace %s istio-injection=enabled && %s"
                            .formatted(namespace, restart);
            case INIT_CONTAINER_EARLY ->
                    "let the sidecar of %s start before its init containers (a native sidecar)"
                            .formatted(caller.owner());
            case PROXY_UID_1337 ->
                    "run %s as another user than 1337, which is the proxy's own"
                            .formatted(caller.owner());
            case CAPTURE_OFF ->
                    "drop traffic.sidecar.istio.io/includeOutboundIPRanges: \"\" from %s, then %s"
                            .formatted(caller.owner(), restart);
            case UNREPORTED -> "look at the sidecar of " + caller.owner() + ": fairlead logs";
            case NODE ->
                    ("let the injector rewrite the probes of %s, or stop what calls from the node; where the"
                                    + " node's API server calls port %d, keep that from the mesh")
                            .formatted(unit.owner(), unit.port());
            case HOSTNETWORK -> "take hostNetwork from " + caller.owner();
            case APISERVER ->
                    "keep port %d of %s, which the API server calls, from the mesh"
                            .formatted(unit.port(), unit.owner());
            case NODEPORT ->
                    "let people in by a gateway instead of the NodePort of " + unit.owner();
            case OTHER_MESH -> "make the trust domain of the caller an alias of this mesh's";
            case EXTERNAL -> "let %s in by a gateway".formatted(caller.address());
        };
    }

    /// True for a caller that somebody of this mesh answers for.
    public boolean attributable() {
        return switch (this) {
            case NONE,
                    PASSTHROUGH_UNKNOWN_HOST,
                    POD_IP_CALL,
                    DR_TLS_DISABLE,
                    EXCLUDED_OUTBOUND,
                    SIDECAR_EGRESS_SCOPE,
                    HOST_HEADER_MISMATCH,
                    NO_CERT_YET,
                    NO_SIDECAR,
                    INIT_CONTAINER_EARLY,
                    PROXY_UID_1337,
                    CAPTURE_OFF,
                    UNREPORTED,
                    HOSTNETWORK ->
                    true;
            case NODE, APISERVER, NODEPORT, OTHER_MESH, EXTERNAL -> false;
        };
    }
}
