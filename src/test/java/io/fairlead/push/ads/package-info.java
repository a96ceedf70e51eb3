/// Tests of the gRPC edge.
@NullMarked
package io.fairlead.push.ads;

import org.jspecify.annotations.NullMarked;
