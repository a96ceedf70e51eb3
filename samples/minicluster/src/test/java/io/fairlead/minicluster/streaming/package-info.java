@NullMarked
package io.fairlead.minicluster.streaming;

import org.jspecify.annotations.NullMarked;
