package io.fairlead.migrate.decide.caller;

import io.fairlead.migrate.decide.caller.PodTimes.PodFacts;
import io.fairlead.migrate.decide.caller.PodTimes.Tenancy;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.Dial;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.Sighting;
import io.fairlead.model.mtls.TrafficClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Names callers: the record of the server's sidecar is joined with that of the caller's own by the four numbers of the
/// connection.
///
/// @param dials what callers' sidecars wrote down, by the end that they opened
/// @param nodes addresses of nodes, which also stand before whoever comes by a NodePort
/// @param apiServers addresses of the API server
/// @param nodePorts ports of pods that a NodePort leads to, as `namespace/workload:port`
/// @param certified pods that may have a certificate
public record Naming(
        PodTimes pods,
        Map<From, List<Dial>> dials,
        Set<String> nodes,
        Set<String> apiServers,
        Set<String> nodePorts,
        Predicate<PodFacts> certified) {

    /// The two ends write a connection down at the same time, nearly.
    private static final Duration NEAR = Duration.ofSeconds(5);

    /// The caller's end of a connection.
    public record From(String ip, int port) {}

    public Naming {
        dials = Map.copyOf(dials);
        nodes = Set.copyOf(nodes);
        apiServers = Set.copyOf(apiServers);
        nodePorts = Set.copyOf(nodePorts);
    }

    /// Where nothing is known of certificates.
    public Naming(
            PodTimes pods,
            Map<From, List<Dial>> dials,
            Set<String> nodes,
            Set<String> apiServers,
            Set<String> nodePorts) {
        this(pods, dials, nodes, apiServers, nodePorts, _ -> true);
    }

    /// Arranges what callers wrote down.
    public static Map<From, List<Dial>> index(List<Dial> dials) {
        return dials.stream().collect(Collectors.groupingBy(dial -> from(dial.tuple())));
    }

    private static From from(FourTuple tuple) {
        return new From(tuple.sourceIp(), tuple.sourcePort());
    }

    /// The same with these dials.
    public Naming with(List<Dial> others) {
        return new Naming(pods, index(others), nodes, apiServers, nodePorts, certified);
    }

    /// A caller that proved who it is.
    ///
    /// @param ours trust domains of this mesh
    public static Caller proved(String source, Set<String> ours) {
        return switch (SpiffeId.parse(source)) {
            case SpiffeId.Parsed.Known(SpiffeId id) ->
                    new Caller(
                            ours.contains(id.trustDomain()) ? Cause.NONE : Cause.OTHER_MESH,
                            id.namespace(),
                            "",
                            "",
                            id.serviceAccount(),
                            "");
            case SpiffeId.Parsed.Unknown _ -> Caller.outside(Cause.EXTERNAL, source);
        };
    }

    /// Who opened a connection that STRICT would cut, where his own sidecar wrote down why.
    public Optional<Caller> joined(Sighting seen) {
        return dials.getOrDefault(from(seen.tuple()), List.of()).stream()
                .filter(dial -> isOf(dial, seen))
                .flatMap(dial ->
                        pods.at(seen.tuple().sourceIp(), dial.at()).stream()
                                .map(Tenancy::pod)
                                .filter(pod ->
                                        dial.pod().equals(pod.namespace() + "/" + pod.name()))
                                .map(pod -> of(pod, Cause.of(dial.reason()), dial)))
                .findFirst();
    }

    /// A Service's own address is another one when the connection arrives.
    private static boolean isOf(Dial dial, Sighting seen) {
        boolean near = Duration.between(dial.at(), seen.at()).abs().compareTo(NEAR) <= 0;
        boolean exact = dial.tuple().equals(seen.tuple());
        boolean toService =
                (dial.reason() == Dial.Reason.HOST_HEADER_MISMATCH
                                || dial.reason() == Dial.Reason.SIDECAR_EGRESS_SCOPE)
                        && !dial.tuple().targetIp().equals(seen.tuple().targetIp());
        return near && (exact || toService);
    }

    /// Who had an address, for a source of which no single connection is known.
    public Caller byAddress(String address, Instant at, String unit) {
        Optional<Tenancy> tenancy = pods.at(address, at);
        if (tenancy.isPresent()) {
            PodFacts pod = tenancy.get().pod();
            Cause cause =
                    pod.hostNetwork()
                            ? Cause.HOSTNETWORK
                            : withoutRecord(tenancy.get(), at, portOf(unit));
            return of(pod, cause, address);
        }
        if (nodes.contains(address)) {
            // An API server that shares its node's address can't be told from what else calls from
            // there.
            Cause cause = nodePorts.contains(unit) ? Cause.NODEPORT : Cause.NODE;
            return Caller.outside(cause, address);
        }
        if (apiServers.contains(address)) {
            return Caller.outside(Cause.APISERVER, address);
        }
        return Caller.outside(Cause.EXTERNAL, address);
    }

    /// Who had an address at some time of an interval, the last one of several: a source that came before its report
    /// was written, and may have gone since.
    public Caller within(String address, Instant from, Instant until, String unit) {
        Instant seen = pods.lastWithin(address, from, until);
        return byAddress(address, seen, unit);
    }

    /// The caller's sidecar says nothing: there is none, or the connection went past it.
    private Cause withoutRecord(Tenancy tenancy, Instant at, int port) {
        PodFacts pod = tenancy.pod();
        if (!pod.meshed()) {
            return Cause.NO_SIDECAR;
        }
        if (pod.captureOff()) {
            return Cause.CAPTURE_OFF;
        }
        if (pod.excludedPorts().contains(port)) {
            return Cause.EXCLUDED_OUTBOUND;
        }
        boolean begins = tenancy.ready() == null || at.isBefore(tenancy.ready());
        if (pod.startsEarly() && begins) {
            return Cause.INIT_CONTAINER_EARLY;
        }
        if (pod.proxyUid()) {
            return Cause.PROXY_UID_1337;
        }
        return begins && !certified.test(pod) ? Cause.NO_CERT_YET : Cause.UNREPORTED;
    }

    private static Caller of(PodFacts pod, Cause cause, Dial dial) {
        return of(pod, cause, dial.tuple().sourceIp());
    }

    private static Caller of(PodFacts pod, Cause cause, String address) {
        return new Caller(
                cause, pod.namespace(), pod.workload(), pod.name(), pod.serviceAccount(), address);
    }

    private static int portOf(String unit) {
        return Integer.parseInt(unit.substring(unit.lastIndexOf(':') + 1));
    }

    /// True for kinds of which the caller proved who it is.
    public static boolean isProved(TrafficClass kind) {
        return kind == TrafficClass.MESH_MTLS;
    }
}
