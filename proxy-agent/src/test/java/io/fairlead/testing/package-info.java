/// The test kit that all modules share (published as this module's test jar).
///
/// In: nothing of production code. Out: {@link Rooms}, which holds a module against its floor plan, and
/// {@link RealParts}, which tells whether a real program (Envoy, Chromium, iptables) can be used by a test.
/// Never: fakes of a room; those live beside the room's own tests. Start reading at {@link Rooms}.
@NullMarked
package io.fairlead.testing;

import org.jspecify.annotations.NullMarked;
