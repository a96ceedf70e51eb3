package io.fairlead.translate.listener;

import io.fairlead.model.config.Service;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
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
import io.fairlead.translate.tls.ServerTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a sidecar takes in for its workload: the ports of all services that select it.
///
/// @param ports in the order of the pod's ports
/// @param undeclared modes of ports that no service declares; port 0 stands for all that are not named
public record InboundInputs(
        List<InboundPort> ports,
        SortedMap<Integer, MtlsMode> undeclared,
        ChainSettings settings,
        ServerTls tls,
        Duration connectTimeout)
        implements UnitInput {

    /// A port of the pod.
    ///
    /// @param number of the pod's port
    /// @param servicePort of the service that decides: the first one that leads here
    /// @param services all that lead here
    /// @param mode what it accepts from peers
    public record InboundPort(
            int number,
            int servicePort,
            Protocol protocol,
            List<ServiceName> services,
            MtlsMode mode) {
        public InboundPort {
            services = List.copyOf(services);
        }

        InboundPort with(ServiceName name) {
            List<ServiceName> names = new ArrayList<>(services);
            names.add(name);
            return new InboundPort(number, servicePort, protocol, names, mode);
        }

        /// Of the service that decides.
        String host() {
            return services.getFirst().host();
        }
    }

    public InboundInputs {
        ports = List.copyOf(ports);
        undeclared = Collections.unmodifiableSortedMap(new TreeMap<>(undeclared));
    }

    /// Reads the services that select a class of workloads.
    public static InboundInputs collect(ProxyClass.Inbound workload, Reader reader) {
        MtlsModes modes = reader.mtls(workload.namespace(), workload.labels());
        SortedMap<Integer, InboundPort> ports = new TreeMap<>();
        for (Service service : reader.servicesIn(workload.namespace())) {
            if (service.selector().isEmpty()
                    || !workload.labels().entrySet().containsAll(service.selector().entrySet())) {
                continue;
            }
            ServiceName name = new ServiceName(service.host(), service.name(), service.namespace());
            for (ServicePort port : service.ports()) {
                if (port.protocol() != Protocol.UDP) {
                    target(port, workload)
                            .ifPresent(number ->
                                    ports.merge(
                                            number,
                                            new InboundPort(
                                                    number,
                                                    port.number(),
                                                    port.protocol(),
                                                    List.of(name),
                                                    mode(number, modes, workload)),
                                            (known, _) -> joined(known, name)));
                }
            }
        }
        SortedMap<Integer, MtlsMode> undeclared = new TreeMap<>(modes.ports());
        workload.trials().forEach(port -> undeclared.put(port, mode(port, modes, workload)));
        undeclared.keySet().removeAll(ports.keySet());
        undeclared.put(0, modes.mode());
        return new InboundInputs(
                List.copyOf(ports.values()),
                undeclared,
                ChainSettings.of(workload, reader),
                ServerTls.of(reader.mesh()),
                reader.mesh().connectTimeout());
    }

    /// A trial refuses clear text where policies let both in, and changes nothing else.
    private static MtlsMode mode(int port, MtlsModes modes, ProxyClass.Inbound workload) {
        MtlsMode mode = modes.of(port);
        return mode == MtlsMode.PERMISSIVE && workload.trials().contains(port)
                ? MtlsMode.STRICT
                : mode;
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

    private static InboundPort joined(InboundPort known, ServiceName name) {
        return known.services().contains(name) ? known : known.with(name);
    }

    @Override
    public List<Translated> translate() {
        List<Translated> resources = new ArrayList<>();
        for (InboundPort port : ports) {
            resources.add(FixedClusters.inbound(port.number(), port.services(), connectTimeout));
        }
        boolean options = settings.extensions().contains(Extension.HTTP_PROTOCOL_OPTIONS);
        resources.add(FixedClusters.inboundPassthrough(connectTimeout, options, settings.ipv6()));
        resources.add(new VirtualInbound(ports, undeclared, settings, tls).translated());
        return resources;
    }
}
