/// How a pod looks with a proxy; pure. In come a pod and the injector's configuration, out comes the pod with its
/// proxy, or why it can't have one; and the way back. Start at [Injection].
@NullMarked
package io.fairlead.inject.patch;

import org.jspecify.annotations.NullMarked;
