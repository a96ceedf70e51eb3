@NullMarked
package io.fairlead.minicluster.api.table;

import org.jspecify.annotations.NullMarked;
