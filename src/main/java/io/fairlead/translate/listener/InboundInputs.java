package io.fairlead.translate.listener;

import io.fairlead.model.config.Service;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import io.fairlead.translate.cluster.FixedClusters;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.IstioMetadata.ServiceName;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a sidecar takes in for its workload: the ports of all services that select it.
///
/// @param ports in the order of the pod's ports
public record InboundInputs(
        List<InboundPort> ports, ChainSettings settings, Duration connectTimeout)
        implements UnitInput {

    /// A port of the pod.
    ///
    /// @param number of the pod's port
    /// @param servicePort of the service that decides: the first one that leads here
    /// @param services all that lead here
    public record InboundPort(
            int number, int servicePort, Protocol protocol, List<ServiceName> services) {
        public InboundPort {
            services = List.copyOf(services);
        }

        /// Of the service that decides.
        String host() {
            return services.getFirst().host();
        }
    }

    public InboundInputs {
        ports = List.copyOf(ports);
    }

    /// Reads the services that select a class of workloads.
    public static InboundInputs collect(ProxyClass.Inbound workload, Reader reader) {
        SortedMap<Integer, InboundPort> ports = new TreeMap<>();
        for (Service service : reader.servicesIn(workload.namespace())) {
            if (service.selector().isEmpty()
                    || !workload.labels().entrySet().containsAll(service.selector().entrySet())) {
                continue;
            }
            ServiceName name = new ServiceName(service.host(), service.name(), service.namespace());
            for (ServicePort port : service.ports()) {
                if (port.protocol() != Protocol.UDP) {
                    target(port, workload).ifPresent(number -> add(number, port, name, ports));
                }
            }
        }
        return new InboundInputs(
                List.copyOf(ports.values()),
                ChainSettings.of(workload, reader.mesh()),
                reader.mesh().connectTimeout());
    }

    private static Optional<Integer> target(ServicePort port, ProxyClass.Inbound workload) {
        return switch (port.target()) {
            case TargetPort.Numbered(int value) -> Optional.of(value);
            case TargetPort.Named(String value) ->
                    workload.ports().stream()
                            .filter(declared -> declared.name().equals(value))
                            .map(ContainerPort::number)
                            .findFirst();
        };
    }

    private static void add(
            int number, ServicePort port, ServiceName name, SortedMap<Integer, InboundPort> ports) {
        InboundPort known = ports.get(number);
        if (known == null) {
            ports.put(
                    number, new InboundPort(number, port.number(), port.protocol(), List.of(name)));
        } else if (!known.services().contains(name)) {
            List<ServiceName> names = new ArrayList<>(known.services());
            names.add(name);
            ports.put(
                    number, new InboundPort(number, known.servicePort(), known.protocol(), names));
        }
    }

    @Override
    public List<Translated> translate() {
        List<Translated> resources = new ArrayList<>();
        for (InboundPort port : ports) {
            resources.add(FixedClusters.inbound(port.number(), port.services(), connectTimeout));
        }
        boolean options = settings.extensions().contains(Extension.HTTP_PROTOCOL_OPTIONS);
        resources.add(FixedClusters.inboundPassthrough(connectTimeout, options, settings.ipv6()));
        resources.add(new VirtualInbound(ports, settings).translated());
        return resources;
    }
}
