/// Tests of `trace.collect`.
@NullMarked
package io.fairlead.trace.collect;

import org.jspecify.annotations.NullMarked;
