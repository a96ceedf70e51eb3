/// Tests of `replica.relay`.
@NullMarked
package io.fairlead.replica.relay;

import org.jspecify.annotations.NullMarked;
