@NullMarked
package io.fairlead.minicluster.api.http;

import org.jspecify.annotations.NullMarked;
