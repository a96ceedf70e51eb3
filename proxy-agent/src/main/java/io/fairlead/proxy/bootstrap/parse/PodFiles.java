package io.fairlead.proxy.bootstrap.parse;

/// Contents of the downward API's files; empty when they aren't there.
///
/// @param labels of `/etc/istio/pod/labels`
/// @param annotations of `/etc/istio/pod/annotations`
public record PodFiles(String labels, String annotations) {
    public static final PodFiles NONE = new PodFiles("", "");
}
