package io.fairlead.translate.input;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import java.util.List;

/// The filter metadata `istio`, by which telemetry and people recognise where a resource comes from.
public final class IstioMetadata {
    private static final String NAMESPACE = "istio";
    private static final String ENVOY_SOCKET_MATCH = "envoy.transport_socket_match";

    /// What an endpoint carries that speaks mutual TLS, and what clusters match it by.
    public static final Struct MESHED =
            Struct.newBuilder().putFields("tlsMode", string("istio")).build();

    private IstioMetadata() {}

    /// A service behind a cluster.
    public record ServiceName(String host, String name, String namespace) {}

    /// Of a cluster.
    ///
    /// @param config path of the DestinationRule, or empty
    /// @param subset or empty
    public static Metadata cluster(List<ServiceName> services, String config, String subset) {
        Struct.Builder fields = Struct.newBuilder();
        if (!config.isEmpty()) {
            fields.putFields("config", string(config));
        }
        if (!services.isEmpty()) {
            ListValue.Builder list = ListValue.newBuilder();
            services.forEach(service -> list.addValues(service(service)));
            fields.putFields("services", Value.newBuilder().setListValue(list).build());
        }
        if (!subset.isEmpty()) {
            fields.putFields("subset", string(subset));
        }
        return Metadata.newBuilder().putFilterMetadata(NAMESPACE, fields.build()).build();
    }

    /// Of a cluster whose TLS is none of the mesh: its protocols are not changed by what a request speaks.
    public static Metadata withOwnAlpn(Metadata cluster) {
        Struct fields =
                cluster
                        .getFilterMetadataOrDefault(NAMESPACE, Struct.getDefaultInstance())
                        .toBuilder()
                        .putFields("alpn_override", string("false"))
                        .build();
        return cluster.toBuilder().putFilterMetadata(NAMESPACE, fields).build();
    }

    /// Of a route: the path of its VirtualService.
    public static Metadata route(String config) {
        Struct fields = Struct.newBuilder().putFields("config", string(config)).build();
        return Metadata.newBuilder().putFilterMetadata(NAMESPACE, fields).build();
    }

    /// Of an endpoint.
    ///
    /// @param workload `workload;namespace;canonical name;canonical revision;cluster`
    /// @param meshed it speaks mutual TLS
    public static Metadata endpoint(String workload, boolean meshed) {
        Metadata.Builder metadata = Metadata.newBuilder();
        if (meshed) {
            metadata.putFilterMetadata(ENVOY_SOCKET_MATCH, MESHED);
        }
        if (!workload.isEmpty()) {
            metadata.putFilterMetadata(
                    NAMESPACE, Struct.newBuilder().putFields("workload", string(workload)).build());
        }
        return metadata.build();
    }

    /// Path of an Istio object, as it stands in metadata.
    public static String path(String kind, String namespace, String name) {
        return "/apis/networking.istio.io/v1/namespaces/" + namespace + "/" + kind + "/" + name;
    }

    private static Value service(ServiceName service) {
        return Value.newBuilder()
                .setStructValue(
                        Struct.newBuilder()
                                .putFields("host", string(service.host()))
                                .putFields("name", string(service.name()))
                                .putFields("namespace", string(service.namespace())))
                .build();
    }

    private static Value string(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }
}
