/// A mesh as large as wanted, as files and as pods. Numbers come in, texts go out; it writes and asks nothing. Start
/// reading at [io.fairlead.perf.mesh.MeshSize].
@NullMarked
package io.fairlead.perf.mesh;

import org.jspecify.annotations.NullMarked;
