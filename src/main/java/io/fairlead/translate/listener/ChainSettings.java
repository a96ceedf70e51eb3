package io.fairlead.translate.listener;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ProxyClass;
import java.time.Duration;
import java.util.Set;

/// What all listeners of a class of proxies have in common.
///
/// @param detectionTimeout how long a connection may be silent before it counts as TCP; zero waits forever
public record ChainSettings(
        Set<Extension> extensions, boolean ipv6, AccessLogs accessLogs, Duration detectionTimeout) {

    static ChainSettings of(ProxyClass proxyClass, MeshConfig mesh) {
        return new ChainSettings(
                proxyClass.extensions(),
                proxyClass.ipv6(),
                new AccessLogs(
                        proxyClass.extensions().contains(Extension.FILE_ACCESS_LOG)
                                ? mesh.accessLogFile()
                                : "",
                        mesh.accessLogFormat(),
                        mesh.accessLogJson()),
                mesh.protocolDetectionTimeout());
    }

    /// True when the client can tell TLS from clear text, and end it.
    boolean speaksTls() {
        return extensions.contains(Extension.TLS) && extensions.contains(Extension.TLS_INSPECTOR);
    }

    /// True when the client can look at the first bytes of a connection.
    boolean sniffs() {
        return extensions.contains(Extension.HTTP_INSPECTOR);
    }
}
