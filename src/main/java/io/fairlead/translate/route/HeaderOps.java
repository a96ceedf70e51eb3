package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.fairlead.model.route.HeaderChange;
import io.fairlead.model.route.HeaderChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Headers that a route sets, adds and removes. The authority is no header to Envoy: it is rewritten.
final class HeaderOps {
    private HeaderOps() {}

    static void addTo(HeaderChanges changes, Route.Builder route) {
        route.addAllRequestHeadersToAdd(added(changes.request()))
                .addAllRequestHeadersToRemove(removed(changes.request()))
                .addAllResponseHeadersToAdd(added(changes.response()))
                .addAllResponseHeadersToRemove(removed(changes.response()));
    }

    static void addTo(HeaderChanges changes, WeightedCluster.ClusterWeight.Builder part) {
        part.addAllRequestHeadersToAdd(added(changes.request()))
                .addAllRequestHeadersToRemove(removed(changes.request()))
                .addAllResponseHeadersToAdd(added(changes.response()))
                .addAllResponseHeadersToRemove(removed(changes.response()));
    }

    /// The authority that requests get, if the changes say one.
    static Optional<String> host(HeaderChanges changes) {
        List<Map.Entry<String, String>> all = new ArrayList<>(changes.request().set().entrySet());
        all.addAll(changes.request().add().entrySet());
        return all.stream()
                .filter(entry -> isAuthority(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static List<HeaderValueOption> added(HeaderChange change) {
        List<HeaderValueOption> options = new ArrayList<>();
        change.set()
                .forEach((name, value) ->
                        addUnlessAuthority(
                                name,
                                value,
                                HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
                                options));
        change.add()
                .forEach((name, value) ->
                        addUnlessAuthority(
                                name, value, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD, options));
        return options;
    }

    private static void addUnlessAuthority(
            String name, String value, HeaderAppendAction action, List<HeaderValueOption> options) {
        if (!isAuthority(name)) {
            options.add(
                    HeaderValueOption.newBuilder()
                            .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                            .setAppendAction(action)
                            .build());
        }
    }

    private static List<String> removed(HeaderChange change) {
        return change.remove().stream().filter(name -> !isAuthority(name)).toList();
    }

    private static boolean isAuthority(String name) {
        return name.equalsIgnoreCase(":authority") || name.equalsIgnoreCase("host");
    }
}
