package io.fairlead.proxy.xds;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.List;

/// Who this proxy is, for the control plane.
///
/// @param metadataJson a JSON object
public record AdsNode(String id, String cluster, String metadataJson) {
    /// What this proxy can do, by Envoy's names: a control plane sends nothing else to it.
    static final List<String> EXTENSIONS =
            List.of(
                    "envoy.filters.listener.original_dst",
                    "envoy.filters.listener.tls_inspector",
                    "envoy.filters.listener.http_inspector",
                    "envoy.filters.network.http_connection_manager",
                    "envoy.filters.network.tcp_proxy",
                    "envoy.filters.http.router",
                    "envoy.transport_sockets.tls",
                    "envoy.request_id.uuid",
                    "istio.stats",
                    "envoy.retry_host_predicates.previous_hosts",
                    "envoy.access_loggers.file",
                    "envoy.access_loggers.http_grpc",
                    "envoy.access_loggers.tcp_grpc",
                    "envoy.access_loggers.extension_filters.cel",
                    "envoy.tracers.zipkin",
                    "envoy.tracers.opentelemetry",
                    "fairlead.tracers.jaeger",
                    "fairlead.tracers.daemon",
                    "fairlead.vhds",
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                    "envoy.upstreams.http.http_protocol_options");

    /// The node as it is sent, serialized, for views.
    public ByteString bytes() {
        return toProto().toByteString();
    }

    Node toProto() {
        Node.Builder node =
                Node.newBuilder()
                        .setId(id)
                        .setCluster(cluster)
                        .setUserAgentName("fairlead")
                        .setMetadata(
                                struct(JsonParser.parseString(metadataJson).getAsJsonObject()));
        EXTENSIONS.forEach(name -> node.addExtensions(Extension.newBuilder().setName(name)));
        return node.build();
    }

    private static Struct struct(JsonObject object) {
        Struct.Builder struct = Struct.newBuilder();
        object.entrySet()
                .forEach(entry -> struct.putFields(entry.getKey(), value(entry.getValue())));
        return struct.build();
    }

    private static Value value(JsonElement element) {
        Value.Builder value = Value.newBuilder();
        return switch (element) {
            case JsonObject object -> value.setStructValue(struct(object)).build();
            case JsonArray array -> {
                ListValue.Builder list = ListValue.newBuilder();
                array.forEach(one -> list.addValues(value(one)));
                yield value.setListValue(list).build();
            }
            case JsonPrimitive text when text.isString() ->
                    value.setStringValue(text.getAsString()).build();
            case JsonPrimitive flag when flag.isBoolean() ->
                    value.setBoolValue(flag.getAsBoolean()).build();
            case JsonPrimitive number -> value.setNumberValue(number.getAsDouble()).build();
            default -> value.setNullValue(NullValue.NULL_VALUE).build();
        };
    }
}
