/// What an API server asks of an admission webhook, and what it is answered; pure. In comes the JSON of an
/// AdmissionReview, out comes the JSON of its answer. Start at [Review].
@NullMarked
package io.fairlead.inject.review;

import org.jspecify.annotations.NullMarked;
