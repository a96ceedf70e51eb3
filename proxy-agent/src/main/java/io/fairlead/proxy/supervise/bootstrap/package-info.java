/// What a stock Envoy has to know at its start, and how it is started.
///
/// In: who this proxy is and where the control plane is. Out: Envoy's bootstrap as JSON, and its command line. Never:
/// reading or starting anything itself. Pure. Start reading at [EnvoyBootstrap].
@NullMarked
package io.fairlead.proxy.supervise.bootstrap;

import org.jspecify.annotations.NullMarked;
