@NullMarked
package io.fairlead.proxy.cel;

import org.jspecify.annotations.NullMarked;
