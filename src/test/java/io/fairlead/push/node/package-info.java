/// Tests of who a proxy is.
@NullMarked
package io.fairlead.push.node;

import org.jspecify.annotations.NullMarked;
