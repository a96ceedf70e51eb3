/// Who this workload is, and how it shows and checks it.
///
/// In: a token or a certificate from the pod, certificates from the daemon's CA, files that rules name. Out: [Secret]s
/// by the names that configuration uses for them. Never: decides who may do what, writes a key to disk unless asked.
/// Start reading at [Secrets].
@NullMarked
package io.fairlead.proxy.identity;

import org.jspecify.annotations.NullMarked;
