/// Who a caller in clear text is, and why it speaks clear text.
///
/// In: what the server's sidecar saw, what the caller's own sidecar wrote down, who had which address when. Out: a
/// [io.fairlead.migrate.decide.caller.Caller] with its cause. Never: "who has this address now": addresses are used
/// again. Start reading at [io.fairlead.migrate.decide.caller.Naming].
@NullMarked
package io.fairlead.migrate.decide.caller;

import org.jspecify.annotations.NullMarked;
