package io.fairlead.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The port that an API server asks about pods and configuration.
///
/// @param config directory with the files `config` and `values` of the injector; null for what is by default
/// @param mesh file with the settings of the mesh; null for what is by default
public record WebhookOptions(
        InetSocketAddress address, @Nullable Path config, @Nullable Path mesh) {}
