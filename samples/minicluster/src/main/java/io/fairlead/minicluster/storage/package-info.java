/// Files that others read at any moment.
///
/// **In:** contents. **Out:** files, each replaced whole. **Never:** knows what stands in them.
/// Start reading at [WholeFile].
@NullMarked
package io.fairlead.minicluster.storage;

import org.jspecify.annotations.NullMarked;
