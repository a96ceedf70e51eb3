package io.fairlead.model.snapshot;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.service.ServiceEndpoints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The whole mesh at one moment: immutable, read by everybody, made only by [MeshStep].
///
/// @param version grows by one with every step that changed something
/// @param objects every object, by key
/// @param origins where each object was written
/// @param reports what is wrong with each source
/// @param index the same objects, arranged for questions
public record MeshSnapshot(
        long version,
        SortedMap<ObjectKey, MeshObject> objects,
        Map<ObjectKey, Origin> origins,
        SortedMap<String, List<Problem>> reports,
        MeshIndex index) {

    public static final MeshSnapshot EMPTY =
            new MeshSnapshot(
                    0,
                    Collections.emptySortedMap(),
                    Map.of(),
                    Collections.emptySortedMap(),
                    MeshIndex.EMPTY);

    public MeshSnapshot {
        objects = OrderedMap.copyOf(objects);
        origins = OrderedMap.copyOf(origins);
        reports = OrderedMap.copyOf(reports);
    }

    /// Settings of the mesh; Istio's defaults when none were written.
    public MeshConfig mesh() {
        return index.mesh();
    }

    /// Services by host.
    public SortedMap<String, Service> services() {
        return index.services();
    }

    /// Endpoints of a service; none for an unknown host.
    public ServiceEndpoints endpoints(String host) {
        ServiceEndpoints found = index.endpoints().get(host);
        return found == null ? ServiceEndpoints.none(host) : found;
    }

    /// Oldest first.
    public List<VirtualService> virtualServices() {
        return index.virtualServices();
    }

    /// Oldest first.
    public List<DestinationRule> destinationRules() {
        return index.destinationRules();
    }

    /// Oldest first.
    public List<PeerAuthentication> peerAuthentications() {
        return index.peerAuthentications();
    }

    /// Oldest first.
    public List<Telemetry> telemetries() {
        return index.telemetries();
    }

    public Map<String, Pod> podsByIp() {
        return index.podsByIp();
    }

    public Map<String, Namespace> namespaces() {
        return index.namespaces();
    }

    public Map<String, Node> nodes() {
        return index.nodes();
    }

    public Optional<MeshObject> object(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    public Origin origin(ObjectKey key) {
        return origins.getOrDefault(key, Origin.UNKNOWN);
    }

    /// What the sources reported, by place.
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        reports.values().forEach(all::addAll);
        all.sort(Problem.BY_PLACE);
        return List.copyOf(all);
    }

    /// The same mesh under another version: two roads to one mesh are compared by it.
    public MeshSnapshot withVersion(long newVersion) {
        return new MeshSnapshot(newVersion, objects, origins, reports, index);
    }
}
