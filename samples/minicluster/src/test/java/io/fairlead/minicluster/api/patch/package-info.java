@NullMarked
package io.fairlead.minicluster.api.patch;

import org.jspecify.annotations.NullMarked;
