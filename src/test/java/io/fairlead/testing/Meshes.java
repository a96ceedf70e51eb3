package io.fairlead.testing;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Decoder;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Meshes from YAML, as a cluster would complete them: a Service with a selector gets an EndpointSlice of its Pods.
public final class Meshes {
    private Meshes() {}

    /// A snapshot of all objects in the texts, which must be without errors.
    public static MeshSnapshot of(String... yaml) {
        List<MeshObject> objects =
                new ArrayList<>(Arrays.stream(yaml).flatMap(t -> objects(t).stream()).toList());
        objects.addAll(slices(objects));
        return MeshStep.from(MeshSnapshot.EMPTY, puts(objects)).snapshot();
    }

    /// The objects of a text.
    public static List<MeshObject> objects(String yaml) {
        Decoded decoded = Decoder.decode("mesh.yaml", yaml, Limits.DEFAULT);
        if (decoded.hasErrors()) {
            throw new IllegalArgumentException(decoded.problems().toString());
        }
        return decoded.items().stream().map(Decoded.Item::object).toList();
    }

    /// Changes that put the objects.
    public static List<Change> puts(List<MeshObject> objects) {
        return objects.stream()
                .<Change>map(object -> new Change.Put(object, Origin.UNKNOWN))
                .toList();
    }

    /// What the endpoints controller of a cluster would write.
    public static List<EndpointSlice> slices(List<MeshObject> objects) {
        List<Pod> pods =
                objects.stream().filter(Pod.class::isInstance).map(Pod.class::cast).toList();
        return objects.stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .filter(service -> !service.selector().isEmpty())
                .map(service -> slice(service, pods))
                .toList();
    }

    private static EndpointSlice slice(Service service, List<Pod> pods) {
        List<Pod> chosen =
                pods.stream()
                        .filter(pod -> pod.namespace().equals(service.namespace()))
                        .filter(pod ->
                                pod.labels().entrySet().containsAll(service.selector().entrySet()))
                        .filter(pod -> !pod.ip().isEmpty())
                        .toList();
        List<EndpointSlice.Port> ports =
                service.ports().stream()
                        .flatMap(port ->
                                target(port, chosen).stream()
                                        .map(number ->
                                                new EndpointSlice.Port(
                                                        port.name(), number, port.transport(), "")))
                        .toList();
        List<EndpointSlice.Address> addresses =
                chosen.stream()
                        .map(pod ->
                                new EndpointSlice.Address(
                                        List.of(pod.ip()), pod.ready(), pod.name(), pod.node(), ""))
                        .toList();
        ObjectKey key =
                new ObjectKey(
                        "discovery.k8s.io", "EndpointSlice", service.namespace(), service.name());
        return new EndpointSlice(Meta.of(key), service.name(), ports, addresses);
    }

    private static Optional<Integer> target(ServicePort port, List<Pod> pods) {
        return switch (port.target()) {
            case TargetPort.Numbered(int value) -> Optional.of(value);
            case TargetPort.Named(String name) ->
                    pods.stream()
                            .flatMap(pod -> pod.ports().stream())
                            .filter(declared -> declared.name().equals(name))
                            .map(declared -> declared.number())
                            .findFirst();
        };
    }
}
