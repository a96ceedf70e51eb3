/// Who calls: what a token or a client's certificate proves. Pure.
///
/// In: a token's text, a certificate, the keys and the policy, and what time it is. Out: a
/// [io.fairlead.model.identity.Caller], or the reason why not. Never: a network, a file, a clock; nor a token's text in
/// any message. Start reading at [io.fairlead.ca.caller.Tokens].
@NullMarked
package io.fairlead.ca.caller;

import org.jspecify.annotations.NullMarked;
