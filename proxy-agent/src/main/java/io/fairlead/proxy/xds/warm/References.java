package io.fairlead.proxy.xds.warm;

import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.Credential;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which resources name which others.
public final class References {
    private References() {}

    /// Route tables that these listeners name.
    public static Set<String> routeNames(Collection<Listener> listeners) {
        Set<String> names = new TreeSet<>();
        for (Listener listener : listeners) {
            names.addAll(routeNames(listener));
        }
        return names;
    }

    /// Route tables that a listener names.
    public static Set<String> routeNames(Listener listener) {
        Set<String> names = new TreeSet<>();
        for (FilterChain chain : chains(listener)) {
            if (chain.handler() instanceof Handler.HttpHandler(var settings)
                    && settings.routes() instanceof RouteSource.Named(var name)) {
                names.add(name);
            }
        }
        return names;
    }

    /// The endpoints that a cluster needs before it can be used; null when it needs none.
    static @Nullable String endpointsOf(Cluster cluster) {
        return switch (cluster.discovery()) {
            case Discovery.Eds(var service) -> service;
            case Discovery.LookedUp _ -> cluster.name();
            case Discovery.Static _, Discovery.OriginalDst _ -> null;
        };
    }

    /// Endpoints that these clusters name, and that the control plane has.
    public static Set<String> endpointNames(Collection<Cluster> clusters) {
        Set<String> names = new TreeSet<>();
        for (Cluster cluster : clusters) {
            if (cluster.discovery() instanceof Discovery.Eds(var service)) {
                names.add(service);
            }
        }
        return names;
    }

    /// Secrets of the control plane that these clusters and listeners name.
    public static Set<String> secretNames(
            Collection<Cluster> clusters, Collection<Listener> listeners) {
        Set<String> names = new TreeSet<>();
        clusters.forEach(cluster -> names.addAll(secretNames(cluster)));
        listeners.forEach(listener -> names.addAll(secretNames(listener)));
        return names;
    }

    static Set<String> secretNames(Listener listener) {
        Set<String> names = new TreeSet<>();
        for (FilterChain chain : chains(listener)) {
            if (chain.transport() instanceof ServerTransport.Tls(TlsSettings settings, _)) {
                add(names, settings);
            }
        }
        return names;
    }

    static Set<String> secretNames(Cluster cluster) {
        Set<String> names = new TreeSet<>();
        cluster.transport().matches().forEach(match -> add(names, match.transport()));
        add(names, cluster.transport().otherwise());
        return names;
    }

    private static void add(Set<String> to, ClientTransport transport) {
        if (transport instanceof ClientTransport.Tls(TlsSettings settings, _)) {
            add(to, settings);
        }
    }

    private static void add(Set<String> to, TlsSettings settings) {
        String own = settings.certificate();
        if (own != null && own.startsWith(Credential.PREFIX)) {
            to.add(own);
        }
        if (settings.validation().roots() instanceof Roots.Named(String roots)
                && roots.startsWith(Credential.PREFIX)) {
            to.add(roots);
        }
    }

    /// Clusters that a listener names itself.
    static Set<String> clusterNames(Listener listener) {
        Set<String> names = new TreeSet<>();
        for (FilterChain chain : chains(listener)) {
            switch (chain.handler()) {
                case Handler.TcpHandler tcp ->
                        tcp.destinations().forEach(destination -> names.add(destination.cluster()));
                case Handler.HttpHandler(var settings) -> {
                    if (settings.routes() instanceof RouteSource.Inline(var table)) {
                        names.addAll(clusterNames(table));
                    }
                }
                case Handler.Refuse _ -> {}
            }
        }
        return names;
    }

    /// Clusters that a route table names.
    static Set<String> clusterNames(RouteTable table) {
        Set<String> names = new TreeSet<>();
        for (VirtualHost host : table.virtualHosts()) {
            for (Route route : host.routes()) {
                if (route.action() instanceof Action.Forward forward) {
                    add(names, forward.clusters());
                }
            }
        }
        return names;
    }

    private static void add(Set<String> to, ClusterChoice choice) {
        switch (choice) {
            case ClusterChoice.Single(var name) -> to.add(name);
            case ClusterChoice.Weighted(var clusters) ->
                    clusters.forEach(cluster -> to.add(cluster.name()));
            case ClusterChoice.FromHeader _ -> {}
        }
    }

    private static List<FilterChain> chains(Listener listener) {
        List<FilterChain> chains = new ArrayList<>(listener.chains());
        listener.fallback().ifPresent(chains::add);
        return chains;
    }
}
