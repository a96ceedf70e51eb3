/// The loop and the property that batching does not matter.
@NullMarked
package io.fairlead.snapshot;

import org.jspecify.annotations.NullMarked;
