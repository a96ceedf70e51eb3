package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.PortMatch;
import io.fairlead.proxy.model.TrafficDirection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `Listener` → [Listener].
final class ListenerDecoder {
    private static final Duration INSPECTION_TIMEOUT = Duration.ofSeconds(15);

    private ListenerDecoder() {}

    static Decoded<Listener> decode(io.envoyproxy.envoy.config.listener.v3.Listener wire) {
        Notes notes = new Notes(wire.getName());
        if (wire.getName().isEmpty()) {
            notes.at("name").error("is empty");
        }
        if (wire.getAdditionalAddressesCount() > 0) {
            notes.at("additional_addresses").noEffect("only the first address is listened on yet");
        }
        if (wire.getFilterChainsCount() > DecodeLimits.CHAINS_MAX) {
            notes.at("filter_chains").error("more than " + DecodeLimits.CHAINS_MAX + " chains");
            return notes.result(listener(wire, List.of(), notes));
        }
        if (wire.hasFilterChainMatcher()) {
            notes.at("filter_chain_matcher").error("match trees aren't known");
        }
        List<FilterChain> chains = new ArrayList<>();
        for (int i = 0; i < wire.getFilterChainsCount(); i++) {
            var chain = wire.getFilterChains(i);
            String name = chain.getName().isEmpty() ? Integer.toString(i) : chain.getName();
            chains.add(ChainDecoder.chain(chain, notes.at("filter_chains[" + name + "]")));
        }
        if (chains.isEmpty() && !wire.hasDefaultFilterChain()) {
            notes.at("filter_chains").error("is empty, and there is no default");
        }
        return notes.result(listener(wire, chains, notes));
    }

    @SuppressWarnings("deprecation") // Istio's listeners still say bind_to_port in the old place
    private static Listener listener(
            io.envoyproxy.envoy.config.listener.v3.Listener wire,
            List<FilterChain> chains,
            Notes notes) {
        boolean bind =
                wire.hasBindToPort()
                        ? wire.getBindToPort().getValue()
                        : !wire.getDeprecatedV1().hasBindToPort()
                                || wire.getDeprecatedV1().getBindToPort().getValue();
        return new Listener(
                wire.getName(),
                Values.address(wire.getAddress(), notes.at("address"))
                        .orElse(new Address("0.0.0.0", 0)),
                bind,
                wire.getUseOriginalDst().getValue(),
                direction(wire),
                inspection(wire, notes),
                chains,
                wire.hasDefaultFilterChain()
                        ? ChainDecoder.chain(
                                wire.getDefaultFilterChain(), notes.at("default_filter_chain"))
                        : null,
                AccessLogDecoder.logs(wire.getAccessLogList(), notes));
    }

    private static TrafficDirection direction(
            io.envoyproxy.envoy.config.listener.v3.Listener wire) {
        return switch (wire.getTrafficDirection()) {
            case INBOUND -> TrafficDirection.INBOUND;
            case OUTBOUND -> TrafficDirection.OUTBOUND;
            case UNSPECIFIED, UNRECOGNIZED -> TrafficDirection.UNSPECIFIED;
        };
    }

    private static Inspection inspection(
            io.envoyproxy.envoy.config.listener.v3.Listener wire, Notes notes) {
        boolean originalDst = wire.getUseOriginalDst().getValue();
        PortMatch tls = new PortMatch.None();
        PortMatch http = new PortMatch.None();
        for (ListenerFilter filter : wire.getListenerFiltersList()) {
            PortMatch ports = enabledPorts(filter);
            switch (filter.getName()) {
                case "envoy.filters.listener.original_dst" -> originalDst = true;
                case "envoy.filters.listener.tls_inspector" -> tls = ports;
                case "envoy.filters.listener.http_inspector" -> http = ports;
                default ->
                        notes.at("listener_filters")
                                .noEffect(filter.getName() + " has no effect yet");
            }
        }
        return new Inspection(
                originalDst,
                tls,
                http,
                wire.hasListenerFiltersTimeout()
                        ? Values.duration(
                                wire.getListenerFiltersTimeout(),
                                notes.at("listener_filters_timeout"))
                        : INSPECTION_TIMEOUT,
                wire.getContinueOnListenerFiltersTimeout());
    }

    private static PortMatch enabledPorts(ListenerFilter filter) {
        return filter.hasFilterDisabled()
                ? new PortMatch.Not(ports(filter.getFilterDisabled()))
                : new PortMatch.Any();
    }

    private static PortMatch ports(ListenerFilterChainMatchPredicate wire) {
        return switch (wire.getRuleCase()) {
            case OR_MATCH ->
                    new PortMatch.OneOf(
                            wire.getOrMatch().getRulesList().stream()
                                    .map(ListenerDecoder::ports)
                                    .toList());
            case AND_MATCH ->
                    new PortMatch.AllOf(
                            wire.getAndMatch().getRulesList().stream()
                                    .map(ListenerDecoder::ports)
                                    .toList());
            case NOT_MATCH -> new PortMatch.Not(ports(wire.getNotMatch()));
            case ANY_MATCH -> new PortMatch.Any();
            case DESTINATION_PORT_RANGE ->
                    new PortMatch.Range(
                            wire.getDestinationPortRange().getStart(),
                            wire.getDestinationPortRange().getEnd());
            case RULE_NOT_SET -> new PortMatch.None();
        };
    }
}
