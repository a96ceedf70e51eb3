package io.fairlead.push.session;

import java.util.Comparator;

/// A resource type by its URL. They sort in the order in which they are pushed.
public record TypeUrl(String url) implements Comparable<TypeUrl> {

    private static final String PREFIX = "type.googleapis.com/";

    public static final TypeUrl CLUSTER = new TypeUrl(PREFIX + "envoy.config.cluster.v3.Cluster");
    public static final TypeUrl ENDPOINT =
            new TypeUrl(PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment");
    public static final TypeUrl LISTENER =
            new TypeUrl(PREFIX + "envoy.config.listener.v3.Listener");
    public static final TypeUrl ROUTE =
            new TypeUrl(PREFIX + "envoy.config.route.v3.RouteConfiguration");
    public static final TypeUrl VIRTUAL_HOST =
            new TypeUrl(PREFIX + "envoy.config.route.v3.VirtualHost");
    public static final TypeUrl SECRET =
            new TypeUrl(PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret");

    private static final Comparator<TypeUrl> ORDER =
            Comparator.comparingInt(TypeUrl::rank).thenComparing(TypeUrl::url);

    /// True for types that a client asks for by name because another resource told it to: it waits for an answer, so
    /// what does not exist is answered with an empty resource. Of every other type, a client that names nothing
    /// wants everything.
    public boolean isReferenced() {
        return equals(ENDPOINT) || equals(ROUTE);
    }

    /// True for types of which a client that names nothing wants nothing.
    public boolean isNamed() {
        return isReferenced() || equals(SECRET);
    }

    /// The last part of the URL: `Cluster`.
    public String shortName() {
        return url.substring(Math.max(url.lastIndexOf('.'), url.lastIndexOf('/')) + 1);
    }

    private int rank() {
        if (equals(CLUSTER)) {
            return 0;
        }
        if (equals(ENDPOINT)) {
            return 1;
        }
        if (equals(LISTENER)) {
            return 2;
        }
        if (equals(ROUTE)) {
            return 3;
        }
        return equals(VIRTUAL_HOST) ? 4 : 5;
    }

    @Override
    public int compareTo(TypeUrl other) {
        return ORDER.compare(this, other);
    }
}
