package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;

/// A route in its place: what a codec keeps for a request.
///
/// @param index unique in its table, from zero; rooms that compile more per route keep it in an array by this index
/// @param retry the route's own policy, or its virtual host's
public record RouteEntry(
        int index,
        RouteTable table,
        VirtualHost host,
        Route route,
        RetryPolicy retry,
        ClusterPicker clusters) {

    static RouteEntry of(int index, RouteTable table, VirtualHost host, Route route) {
        RetryPolicy own =
                route.action() instanceof Action.Forward forward
                        ? forward.retry()
                        : RetryPolicy.NONE;
        RetryPolicy retry = own.equals(RetryPolicy.NONE) ? host.retry() : own;
        return new RouteEntry(index, table, host, route, retry, ClusterPicker.of(route.action()));
    }
}
