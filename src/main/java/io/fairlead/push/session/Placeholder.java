package io.fairlead.push.session;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;

/// The empty resource that stands for a name which does not exist: the client must not wait for it.
final class Placeholder {

    private static final String VERSION = "empty";

    private Placeholder() {}

    /// @param type a type for which [TypeUrl#isReferenced] holds
    static Resource of(TypeUrl type, String name) {
        ByteString value =
                type.equals(TypeUrl.ROUTE)
                        ? RouteConfiguration.newBuilder().setName(name).build().toByteString()
                        : ClusterLoadAssignment.newBuilder()
                                .setClusterName(name)
                                .build()
                                .toByteString();
        Any body = Any.newBuilder().setTypeUrl(type.url()).setValue(value).build();
        return new Resource(name, VERSION, body);
    }
}
