/// Tests of look-ups without a resolver and without waiting. Start reading at [LookupsTest].
@NullMarked
package io.fairlead.proxy.xds.lookup;

import org.jspecify.annotations.NullMarked;
