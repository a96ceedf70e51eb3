@NullMarked
package io.fairlead.minicluster.api.access;

import org.jspecify.annotations.NullMarked;
