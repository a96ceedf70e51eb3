/// When to ask for a certificate. Pure.
///
/// In: what has happened, the time, chance. Out: what the state is now, and when to ask next. Never: asks. Start
/// reading at [Renewal].
@NullMarked
package io.fairlead.proxy.identity.renew;

import org.jspecify.annotations.NullMarked;
