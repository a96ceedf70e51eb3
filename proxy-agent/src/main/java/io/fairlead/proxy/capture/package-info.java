/// Which packets of a pod pass its proxy, as input for `iptables-restore`; pure. In come [CaptureSettings], out comes
/// [CaptureRules]. Nothing here runs a program: an init container of the pod does, with the texts that come from here.
/// Start at [CaptureRules].
@NullMarked
package io.fairlead.proxy.capture;

import org.jspecify.annotations.NullMarked;
