/// A certificate authority as a value, and the judgement whether it can be one. Pure.
///
/// In: PEM text by file name, and what time it is. Out: an [io.fairlead.ca.authority.Authority], or all that is wrong
/// with it. Never: files, clocks, randomness. Start reading at [io.fairlead.ca.authority.AuthorityReader].
@NullMarked
package io.fairlead.ca.authority;

import org.jspecify.annotations.NullMarked;
