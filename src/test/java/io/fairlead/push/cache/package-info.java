/// Tests of [io.fairlead.push.cache].
@NullMarked
package io.fairlead.push.cache;

import org.jspecify.annotations.NullMarked;
