/// What the ADS client knows, for people: read-only records, and Envoy's configuration dump made from them.
///
/// In: resources as they were received. Out: views and JSON. Never: state of its own. Start reading at [ConfigView].
@NullMarked
package io.fairlead.proxy.xds.view;

import org.jspecify.annotations.NullMarked;
