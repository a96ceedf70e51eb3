/// What collectors hear, made into spans; pure. Whatever the bytes say, the outcome is bounded.
///
/// In: bytes of a request. Out: [io.fairlead.trace.decode.Decoded], or [io.fairlead.trace.decode.Malformed]. Never:
/// a generated message class: a name of a megabyte is skipped, not read. Start reading at
/// [io.fairlead.trace.decode.Format].
@NullMarked
package io.fairlead.trace.decode;

import org.jspecify.annotations.NullMarked;
