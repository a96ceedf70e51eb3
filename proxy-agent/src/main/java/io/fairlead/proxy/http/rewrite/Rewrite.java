package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.http.route.Destination;
import io.fairlead.proxy.http.route.RequestView;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.HeaderMutations;
import io.fairlead.proxy.model.HostRewrite;
import io.fairlead.proxy.model.PathRewrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What changes in requests of one route to one destination, and in their responses.
public final class Rewrite {
    private static final String ORIGINAL_PATH = "x-envoy-original-path";
    private static final String ORIGINAL_HOST = "x-envoy-original-host";
    private static final String FORWARDED_HOST = "x-forwarded-host";

    private final RouteEntry entry;
    private final PathRewrite path;
    private final HostRewrite host;
    private final Mutations request;
    private final Mutations response;
    private final boolean identity;

    private Rewrite(
            RouteEntry entry,
            PathRewrite path,
            HostRewrite host,
            Mutations request,
            Mutations response) {
        this.entry = entry;
        this.path = path;
        this.host = host;
        this.request = request;
        this.response = response;
        this.identity =
                path instanceof PathRewrite.Keep
                        && host.to() instanceof HostRewrite.To.Same
                        && request.isEmpty();
    }

    static Rewrite compile(RouteEntry entry, @Nullable Destination destination) {
        Action.Forward forward =
                entry.route().action() instanceof Action.Forward to ? to : Action.Forward.to("");
        HostRewrite own = destination == null ? HostRewrite.KEEP : destination.host();
        return new Rewrite(
                entry,
                forward.path(),
                own.equals(HostRewrite.KEEP) ? forward.host() : own,
                Mutations.compile(requestLevels(entry, destination)),
                Mutations.compile(responseLevels(entry, destination)));
    }

    private static List<HeaderMutations> requestLevels(
            RouteEntry entry, @Nullable Destination destination) {
        return inOrder(
                entry,
                destination == null ? HeaderMutations.NONE : destination.requestHeaders(),
                entry.route().requestHeaders(),
                entry.host().requestHeaders(),
                entry.table().requestHeaders());
    }

    private static List<HeaderMutations> responseLevels(
            RouteEntry entry, @Nullable Destination destination) {
        return inOrder(
                entry,
                destination == null ? HeaderMutations.NONE : destination.responseHeaders(),
                entry.route().responseHeaders(),
                entry.host().responseHeaders(),
                entry.table().responseHeaders());
    }

    private static List<HeaderMutations> inOrder(
            RouteEntry entry, HeaderMutations... mostSpecificFirst) {
        List<HeaderMutations> levels = new ArrayList<>(List.of(mostSpecificFirst));
        if (entry.table().mostSpecificHeaderMutationsWin()) {
            Collections.reverse(levels);
        }
        return levels;
    }

    /// True when the request goes on as it came: nothing needs to be called.
    public boolean isIdentity() {
        return identity;
    }

    /// Header changes of responses.
    public Mutations response() {
        return response;
    }

    /// Changes the head of a request: headers, then authority, then path (formats see the old ones).
    ///
    /// @param upstreamName name of the picked host, for DNS clusters; may be empty
    public void toUpstream(
            RequestView view, HeaderEditor head, FormatSource source, String upstreamName) {
        request.apply(head, source);
        CharSequence authority = authority(view, upstreamName);
        if (authority != null) {
            if (host.appendForwardedHost()) {
                head.add(FORWARDED_HOST, view.authority());
            }
            head.set(ORIGINAL_HOST, view.authority());
            head.authority(authority);
        }
        if (!(path instanceof PathRewrite.Keep)) {
            // Also of a rewrite that changes nothing: services tell by it that there is one.
            head.set(ORIGINAL_PATH, view.pathAndQuery());
            head.path(Paths.rewrite(path, entry.route().match(), view));
        }
    }

    private @Nullable CharSequence authority(RequestView view, String upstreamName) {
        return switch (host.to()) {
            case HostRewrite.To.Same() -> null;
            case HostRewrite.To.Literal(var name) -> name;
            case HostRewrite.To.UpstreamName() -> upstreamName.isEmpty() ? null : upstreamName;
            case HostRewrite.To.FromHeader(var header) -> view.field(header);
            case HostRewrite.To.FromPath(var regex, var substitution) ->
                    regex.replaceAll(view.path(), substitution);
        };
    }
}
