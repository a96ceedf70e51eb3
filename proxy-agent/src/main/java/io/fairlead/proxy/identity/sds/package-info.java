/// Serves secrets to a stock Envoy beside this agent, by Envoy's secret discovery service on a Unix socket.
///
/// In: names that Envoy asks for, and the secrets of this pod as they change. Out: those secrets, key included, to the
/// socket's owner only. Never: makes or keeps secrets. Start reading at [SdsServer].
@NullMarked
package io.fairlead.proxy.identity.sds;

import org.jspecify.annotations.NullMarked;
