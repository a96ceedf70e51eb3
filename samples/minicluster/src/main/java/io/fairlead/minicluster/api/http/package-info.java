/// Kubernetes' API over HTTPS: who asks, which path means what, and how answers look.
///
/// In: requests. Out: objects, tables, streams of changes, and Status where something is wrong. Never: decides what may
/// be stored. Start reading at {@link ApiServer}, then {@link Router}.
@NullMarked
package io.fairlead.minicluster.api.http;

import org.jspecify.annotations.NullMarked;
