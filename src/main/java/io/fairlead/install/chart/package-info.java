/// Charts as Helm has them, and the objects that they make of values: pure.
///
/// In: texts of a directory of charts, values, name and namespace of a release. Out: objects in the order in which they
/// are applied. Never: files, an API server. It knows of Helm what our own charts use; `helm template` gives the same.
/// Start reading at [io.fairlead.install.chart.Rendering].
@NullMarked
package io.fairlead.install.chart;

import org.jspecify.annotations.NullMarked;
