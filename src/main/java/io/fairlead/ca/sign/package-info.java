/// The certificate authority at work: it keeps its key, signs what `ca.issue` decided, and says what it did.
///
/// In: requests of callers who proved who they are; the files of an operator's own authority; the store. Out:
/// certificates, a line in the audit log for each, metrics. Never: a decision on what a certificate says.
/// Start reading at [io.fairlead.ca.sign.CertificateAuthority].
@NullMarked
package io.fairlead.ca.sign;

import org.jspecify.annotations.NullMarked;
