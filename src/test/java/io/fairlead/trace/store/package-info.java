/// Tests of `trace.store`.
@NullMarked
package io.fairlead.trace.store;

import org.jspecify.annotations.NullMarked;
