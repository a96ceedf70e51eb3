/// The house keeps itself in order: {@link TidyTest} reads the sources, `RoomsTest` the floor plan.
@NullMarked
package io.fairlead;

import org.jspecify.annotations.NullMarked;
