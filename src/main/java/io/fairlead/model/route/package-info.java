/// Parts of a VirtualService: matches, actions, destinations, and how host names are resolved.
///
/// In: nothing but values. Out: records. Never: Envoy's words; those belong to `translate`.
/// Start reading at [io.fairlead.model.route.HttpRoute].
@NullMarked
package io.fairlead.model.route;

import org.jspecify.annotations.NullMarked;
