@NullMarked
package io.fairlead.minicluster.api.store;

import org.jspecify.annotations.NullMarked;
