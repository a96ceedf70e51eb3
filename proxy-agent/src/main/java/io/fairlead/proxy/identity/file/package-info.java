/// Secrets in files of the pod, followed as they change.
///
/// In: names like `file-cert:CHAIN~KEY`, and files. Out: the last good secret of each name. Never: writes. Start
/// reading at [FileSecrets].
@NullMarked
package io.fairlead.proxy.identity.file;

import org.jspecify.annotations.NullMarked;
