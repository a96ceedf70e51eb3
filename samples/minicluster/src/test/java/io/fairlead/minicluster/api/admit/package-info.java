@NullMarked
package io.fairlead.minicluster.api.admit;

import org.jspecify.annotations.NullMarked;
