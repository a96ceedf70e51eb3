@NullMarked
package io.fairlead.minicluster.clock;

import org.jspecify.annotations.NullMarked;
