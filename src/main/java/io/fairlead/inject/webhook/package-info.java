/// The webhooks that an API server asks: `/inject` and `/validate` on 15017, with TLS. In come AdmissionReviews, out go
/// their answers, which the pure rooms beside this one make; what goes wrong refuses. Start at [WebhookServer].
@NullMarked
package io.fairlead.inject.webhook;

import org.jspecify.annotations.NullMarked;
