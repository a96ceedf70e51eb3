/// Tests of the daemon's HTTP ports.
@NullMarked
package io.fairlead.app.http;

import org.jspecify.annotations.NullMarked;
