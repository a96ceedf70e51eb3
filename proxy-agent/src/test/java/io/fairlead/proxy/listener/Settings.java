package io.fairlead.proxy.listener;

import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.ServerHeader;

/// Copies of HTTP settings with one thing changed.
final class Settings {

    private Settings() {}

    static HttpConnection server(HttpConnection of, String name, ServerHeader.Mode mode) {
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                of.requestId(),
                new ServerHeader(name, mode),
                of.path(),
                of.limits(),
                of.timeouts(),
                of.upgrades(),
                of.acceptHttp10(),
                of.accessLogs(),
                of.filters());
    }
}
