@NullMarked
package io.fairlead.minicluster.node;

import org.jspecify.annotations.NullMarked;
