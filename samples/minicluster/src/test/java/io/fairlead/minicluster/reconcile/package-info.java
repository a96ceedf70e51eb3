@NullMarked
package io.fairlead.minicluster.reconcile;

import org.jspecify.annotations.NullMarked;
