@NullMarked
package io.fairlead.minicluster.api.schema;

import org.jspecify.annotations.NullMarked;
