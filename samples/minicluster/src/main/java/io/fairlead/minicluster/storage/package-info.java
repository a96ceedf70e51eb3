/// Objects on disk: YAML that people wrote, and the registry in which the cluster says what became of it.
///
/// **In:** directories of YAML; pods and endpoints as values. **Out:** [Desired] objects with every mistake named by
/// file and line; files of the registry, each replaced whole. **Never:** decides what runs.
/// Start reading at [ConfigDirs], then [RegistryView].
@NullMarked
package io.fairlead.minicluster.storage;

import org.jspecify.annotations.NullMarked;
