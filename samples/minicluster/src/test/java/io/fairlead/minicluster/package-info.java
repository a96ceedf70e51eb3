/// Tests of the minicluster, and what they share: [Objects].
@NullMarked
package io.fairlead.minicluster;

import org.jspecify.annotations.NullMarked;
