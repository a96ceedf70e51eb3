package io.fairlead.proxy.model;

/// Which requests, and what is done with them.
///
/// @param name may be empty
/// @param decorator operation name for spans; may be empty
/// @param config the object it was made from (`/apis/networking.istio.io/…`); may be empty
public record Route(
        String name,
        RouteMatch match,
        Action action,
        HeaderMutations requestHeaders,
        HeaderMutations responseHeaders,
        String decorator,
        String config) {

    /// A route without header changes.
    public static Route of(String name, RouteMatch match, Action action) {
        return new Route(name, match, action, HeaderMutations.NONE, HeaderMutations.NONE, "", "");
    }
}
