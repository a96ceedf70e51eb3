/// Commands, run as people run them.
@NullMarked
package io.fairlead.cli;

import org.jspecify.annotations.NullMarked;
