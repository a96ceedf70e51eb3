@NullMarked
package io.fairlead.minicluster.api.own;

import org.jspecify.annotations.NullMarked;
