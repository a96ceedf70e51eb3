/// How the injector was configured: values as Istio's charts write them into the ConfigMap `istio-sidecar-injector`,
/// and settings of the mesh; pure. In comes their JSON, out comes an [InjectorConfig] with what was wrong with it.
/// Start at [InjectorConfig].
@NullMarked
package io.fairlead.inject.config;

import org.jspecify.annotations.NullMarked;
