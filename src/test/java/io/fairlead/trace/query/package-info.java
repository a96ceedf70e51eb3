/// Tests of `trace.query`.
@NullMarked
package io.fairlead.trace.query;

import org.jspecify.annotations.NullMarked;
