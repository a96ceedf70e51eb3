@NullMarked
package io.fairlead.telemetry.als;

import org.jspecify.annotations.NullMarked;
