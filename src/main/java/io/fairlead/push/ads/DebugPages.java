package io.fairlead.push.ads;

/// The daemon's pages about itself, which istioctl asks for over xDS.
@FunctionalInterface
public interface DebugPages {

    /// By these words istioctl knows that it has to ask the next daemon.
    String ELSEWHERE =
            "Proxy not connected to this Pilot instance. It may be connected to another instance.";

    /// By these words istioctl knows that there is no such page, and shows a list of them.
    String UNKNOWN = "404 page not found";

    /// What the page says, in text or JSON; a page that there isn't says so, as the HTTP port does.
    ///
    /// @param name what stands behind `/debug/`, with its query
    String page(String name);
}
