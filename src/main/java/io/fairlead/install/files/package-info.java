/// Where charts come from: a directory, read once.
///
/// In: a path. Out: texts by path below it. Never: what they mean.
/// Start reading at [io.fairlead.install.files.ChartFiles].
@NullMarked
package io.fairlead.install.files;

import org.jspecify.annotations.NullMarked;
