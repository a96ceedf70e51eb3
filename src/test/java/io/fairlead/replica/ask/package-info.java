/// Tests of `replica.relay`.
@NullMarked
package io.fairlead.replica.ask;

import org.jspecify.annotations.NullMarked;
