package io.fairlead.proxy.listener;

import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.ServerHeader;
import java.time.Duration;

/// Copies of HTTP settings with one thing changed.
final class Settings {

    private Settings() {}

    static HttpConnection server(HttpConnection of, String name, ServerHeader.Mode mode) {
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                of.clientCertificate(),
                of.requestId(),
                new ServerHeader(name, mode),
                of.path(),
                of.limits(),
                of.timeouts(),
                of.upgrades(),
                of.acceptHttp10(),
                of.accessLogs(),
                of.filters(),
                of.tracing(),
                of.metrics());
    }

    static HttpConnection idle(HttpConnection of, Duration time) {
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                of.clientCertificate(),
                of.requestId(),
                of.serverHeader(),
                of.path(),
                of.limits(),
                new HttpConnection.HttpTimeouts(
                        Duration.ZERO, time, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                of.upgrades(),
                of.acceptHttp10(),
                of.accessLogs(),
                of.filters(),
                of.tracing(),
                of.metrics());
    }
}
