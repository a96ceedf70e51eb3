/// What people may see of the certificate authority.
///
/// In: what was issued. Out: records without keys. Never: a change of anything.
/// Start reading at [io.fairlead.ca.view.CertificateView].
@NullMarked
package io.fairlead.ca.view;

import org.jspecify.annotations.NullMarked;
