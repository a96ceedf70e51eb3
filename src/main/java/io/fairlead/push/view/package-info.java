/// What people may see of the xDS server: read-only records.
///
/// In: the sessions of all streams. Out: who has which configuration ([ProxyStatus]), what exactly was sent to one
/// ([SentConfig]), what was refused ([io.fairlead.model.config.Problem]s). Never: a way to change anything. Start
/// reading at [Connections].
@NullMarked
package io.fairlead.push.view;

import org.jspecify.annotations.NullMarked;
