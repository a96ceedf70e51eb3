@NullMarked
package io.fairlead.model.telemetry;

import org.jspecify.annotations.NullMarked;
