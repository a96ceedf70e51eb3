/// Admission webhooks: asks those who are registered before something is written, over HTTPS.
///
/// In: a write that is about to happen ({@link io.fairlead.minicluster.api.verb.AdmissionRequest}). Out: the object as
/// they changed it, or their refusal. Never stores anything, and never runs under the lock of the store.
/// Start at {@link io.fairlead.minicluster.api.admit.Webhooks}.
@NullMarked
package io.fairlead.minicluster.api.admit;

import org.jspecify.annotations.NullMarked;
