@NullMarked
package io.fairlead.minicluster.api;

import org.jspecify.annotations.NullMarked;
