/// Who somebody is, read from certificates. Pure.
///
/// In: certificates, what is expected of them, the time. Out: accepted, or the reason why not. Never: makes a
/// connection or reads a clock. Start reading at [SpiffeId].
@NullMarked
package io.fairlead.proxy.identity.verify;

import org.jspecify.annotations.NullMarked;
