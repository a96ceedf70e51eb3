/// Tests of [io.fairlead.push.view].
@NullMarked
package io.fairlead.push.view;

import org.jspecify.annotations.NullMarked;
