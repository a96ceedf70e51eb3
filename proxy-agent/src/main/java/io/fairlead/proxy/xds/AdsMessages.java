package io.fairlead.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.proxy.xds.subscribe.AdsRequest;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Discovery messages of both protocols as bytes.
final class AdsMessages {
    private static final int INVALID_ARGUMENT = 3;

    private AdsMessages() {}

    /// @param node on the first message of a stream
    static byte[] delta(AdsRequest request, @Nullable Node node) {
        DeltaDiscoveryRequest.Builder out =
                DeltaDiscoveryRequest.newBuilder()
                        .setTypeUrl(request.type().typeUrl())
                        .addAllResourceNamesSubscribe(request.add().stream().sorted().toList())
                        .addAllResourceNamesUnsubscribe(request.drop().stream().sorted().toList())
                        .putAllInitialResourceVersions(request.held())
                        .setResponseNonce(request.nonce());
        if (node != null) {
            out.setNode(node);
        }
        if (request.isNack()) {
            out.setErrorDetail(error(request));
        }
        return out.build().toByteArray();
    }

    /// @param node on the first message of a stream
    static byte[] stateOfTheWorld(AdsRequest request, @Nullable Node node) {
        DiscoveryRequest.Builder out =
                DiscoveryRequest.newBuilder()
                        .setTypeUrl(request.type().typeUrl())
                        .addAllResourceNames(request.names().stream().sorted().toList())
                        .setVersionInfo(request.version())
                        .setResponseNonce(request.nonce());
        if (node != null) {
            out.setNode(node);
        }
        if (request.isNack()) {
            out.setErrorDetail(error(request));
        }
        return out.build().toByteArray();
    }

    private static Status error(AdsRequest request) {
        return Status.newBuilder().setCode(INVALID_ARGUMENT).setMessage(request.error()).build();
    }

    /// Empty for a kind of resource that was not asked for.
    static Optional<AdsResponse> parse(ByteString bytes, boolean delta)
            throws InvalidProtocolBufferException {
        return delta ? parseDelta(bytes) : parseStateOfTheWorld(bytes);
    }

    private static Optional<AdsResponse> parseDelta(ByteString bytes)
            throws InvalidProtocolBufferException {
        DeltaDiscoveryResponse in = DeltaDiscoveryResponse.parseFrom(bytes);
        List<AdsResponse.Item> items = new ArrayList<>();
        for (Resource resource : in.getResourcesList()) {
            items.add(
                    new AdsResponse.Item(
                            resource.getName(),
                            resource.getVersion(),
                            resource.getResource().getValue()));
        }
        return ResourceType.of(in.getTypeUrl())
                .map(type ->
                        new AdsResponse(
                                type,
                                in.getSystemVersionInfo(),
                                in.getNonce(),
                                items,
                                in.getRemovedResourcesList()));
    }

    private static Optional<AdsResponse> parseStateOfTheWorld(ByteString bytes)
            throws InvalidProtocolBufferException {
        DiscoveryResponse in = DiscoveryResponse.parseFrom(bytes);
        List<AdsResponse.Item> items = new ArrayList<>();
        for (Any resource : in.getResourcesList()) {
            items.add(new AdsResponse.Item("", in.getVersionInfo(), resource.getValue()));
        }
        return ResourceType.of(in.getTypeUrl())
                .map(type ->
                        new AdsResponse(
                                type, in.getVersionInfo(), in.getNonce(), items, List.of()));
    }
}
