/// Names of Services, as cluster DNS gives them.
///
/// **In:** endpoints and addresses as a [Zone]; questions over UDP and TCP. **Out:** answers. **Never:** asks another
/// name server: nothing outside the cluster has a name here. [Zone] and [Answer] are pure; [DnsServer] is the shell.
/// Start reading at [Answer].
@NullMarked
package io.fairlead.minicluster.dns;

import org.jspecify.annotations.NullMarked;
