/// How many certificates the daemon issues in a second, and what one costs.
///
/// In: how many ask at once, how long. Out: a table. Never: a shortcut past the secured port. Start reading at
/// [io.fairlead.perf.certs.CertsCommand].
@NullMarked
package io.fairlead.perf.certs;

import org.jspecify.annotations.NullMarked;
