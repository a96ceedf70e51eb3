/// What a change costs the daemon: a mesh is written to files, many sidecars are played by another process, files
/// change, and it is measured when every sidecar knows.
///
/// In: sizes. Out: a [io.fairlead.perf.push.PushReport]. Never: anything inside the daemon; it runs as a process of its
/// own with its own flags, as `./fairlead daemon` would start it. Start reading at [io.fairlead.perf.push.PushRun].
@NullMarked
package io.fairlead.perf.push;

import org.jspecify.annotations.NullMarked;
