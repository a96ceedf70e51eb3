/// Tests of the console.
@NullMarked
package io.fairlead.console;

import org.jspecify.annotations.NullMarked;
