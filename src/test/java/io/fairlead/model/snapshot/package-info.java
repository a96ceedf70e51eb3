/// Tests of [io.fairlead.model.snapshot].
@NullMarked
package io.fairlead.model.snapshot;

import org.jspecify.annotations.NullMarked;
