/// What people ask a proxy on its loopback port 15000, in Envoy's words.
///
/// In: views of other rooms and figures. Out: text and JSON. Never: traffic, decisions. Start reading at [Admin].
@NullMarked
package io.fairlead.proxy.admin;

import org.jspecify.annotations.NullMarked;
