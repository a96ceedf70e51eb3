/// The programs that are compared: what each needs, its configuration files, its start and end. A place to listen and
/// a backend come in, running processes with their ports go out. A peer that is not there says why and is never
/// replaced by another. Nothing is measured here. Start reading at {@link io.fairlead.perf.peer.Peer}.
@NullMarked
package io.fairlead.perf.peer;

import org.jspecify.annotations.NullMarked;
