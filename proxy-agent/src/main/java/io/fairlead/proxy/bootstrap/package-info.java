/// The composition root: reads the environment, makes every room, starts and stops them.
///
/// In: arguments, environment, files, signals. Out: a running proxy. Never: decisions. Start reading at [Main], then
/// [Sidecar].
@NullMarked
package io.fairlead.proxy.bootstrap;

import org.jspecify.annotations.NullMarked;
