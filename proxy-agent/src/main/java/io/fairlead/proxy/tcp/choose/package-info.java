/// Which cluster a connection goes to. What comes in: weighted destinations and a random number. What goes out: a
/// cluster's name. What this room never does: roll the dice. Pure. Start reading at
/// [io.fairlead.proxy.tcp.choose.TcpChoice].
@NullMarked
package io.fairlead.proxy.tcp.choose;

import org.jspecify.annotations.NullMarked;
