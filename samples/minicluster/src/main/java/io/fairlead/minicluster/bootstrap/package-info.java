/// The command line: `demo`, `cluster`, `exec`, `logs`, and the hidden `node` that runs inside the namespaces.
///
/// **In:** arguments. **Out:** an exit status: 0 well, 1 the thing asked for failed, 2 wrong use. **Never:** decides
/// anything that isn't about arguments and what people read.
/// Start reading at [Main].
@NullMarked
package io.fairlead.minicluster.bootstrap;

import org.jspecify.annotations.NullMarked;
