/// The mesh into the API server and out of it again.
@NullMarked
package io.fairlead.minicluster.install;

import org.jspecify.annotations.NullMarked;
