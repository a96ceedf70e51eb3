/// Tests of `replica.elect`.
@NullMarked
package io.fairlead.replica.elect;

import org.jspecify.annotations.NullMarked;
