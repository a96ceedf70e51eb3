package io.fairlead.proxy.bootstrap.parse;

import io.fairlead.proxy.probe.AppMetrics;
import io.fairlead.proxy.probe.AppProbers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the injector says of the application beside this proxy.
///
/// @param metrics where its metrics are; null when nowhere
/// @param probers how it is asked whether it is well
public record Application(@Nullable AppMetrics metrics, AppProbers probers) {
    public static final Application UNKNOWN = new Application(null, AppProbers.NONE);

    /// Reads the environment.
    ///
    /// @throws BadConfig when it can't be understood
    public static Application of(Map<String, String> environment) {
        try {
            return new Application(
                    AppMetrics.parse(environment.get("ISTIO_PROMETHEUS_ANNOTATIONS")).orElse(null),
                    AppProbers.parse(environment.get("ISTIO_KUBE_APP_PROBERS")));
        } catch (IllegalArgumentException e) {
            throw new BadConfig(String.valueOf(e.getMessage()));
        }
    }
}
