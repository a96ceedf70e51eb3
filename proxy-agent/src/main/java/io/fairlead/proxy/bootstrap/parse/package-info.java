/// What the environment says about this proxy.
///
/// In: variables and the contents of files, as texts. Out: a [ProxyConfig] or [BadConfig]. Never: reading them itself.
/// Start reading at [ConfigParser].
@NullMarked
package io.fairlead.proxy.bootstrap.parse;

import org.jspecify.annotations.NullMarked;
