/// Tests of `trace.decode`.
@NullMarked
package io.fairlead.trace.decode;

import org.jspecify.annotations.NullMarked;
