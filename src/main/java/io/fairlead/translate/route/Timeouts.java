package io.fairlead.translate.route;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.route.v3.RouteAction;

/// Limits of a request's duration.
final class Timeouts {
    private Timeouts() {}

    /// The same limit for requests that bring `grpc-timeout`. The field is deprecated; Istio keeps to it, because its
    /// successor ends streams that are still in use.
    @SuppressWarnings("deprecation")
    static void set(Duration timeout, RouteAction.Builder action) {
        action.setTimeout(timeout).setMaxGrpcTimeout(timeout);
    }
}
