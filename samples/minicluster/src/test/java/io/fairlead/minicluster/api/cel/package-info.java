@NullMarked
package io.fairlead.minicluster.api.cel;

import org.jspecify.annotations.NullMarked;
