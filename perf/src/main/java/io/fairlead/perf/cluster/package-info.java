/// What the minicluster costs: its start, a pod, a thousand pods, the news of a change.
///
/// In: how often. Out: a table beside what is aimed at. Never: a shortcut past the API server. Start reading at
/// [io.fairlead.perf.cluster.ClusterCommand].
@NullMarked
package io.fairlead.perf.cluster;

import org.jspecify.annotations.NullMarked;
