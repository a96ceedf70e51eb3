/// A control plane for one sidecar: Envoy's JSON comes in, delta ADS goes out, once and without changes. It knows no
/// Kubernetes and no Istio. Start reading at {@link io.fairlead.perf.control.ControlPlane}.
@NullMarked
package io.fairlead.perf.control;

import org.jspecify.annotations.NullMarked;
