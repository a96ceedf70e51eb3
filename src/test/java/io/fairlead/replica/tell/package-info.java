/// Tests of `replica.tell`.
@NullMarked
package io.fairlead.replica.tell;

import org.jspecify.annotations.NullMarked;
