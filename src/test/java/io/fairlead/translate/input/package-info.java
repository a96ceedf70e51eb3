/// Tests of [io.fairlead.translate.input].
@NullMarked
package io.fairlead.translate.input;

import org.jspecify.annotations.NullMarked;
