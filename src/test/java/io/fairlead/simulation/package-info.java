/// Both halves of the mesh at once, in memory: what the daemon translates goes through the sidecar's own decisions.
@NullMarked
package io.fairlead.simulation;

import org.jspecify.annotations.NullMarked;
