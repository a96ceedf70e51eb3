/// Keeps the objects of an API server as directories of YAML say: an ordinary client, like kubectl.
///
/// **In:** directories, each over those before it. **Out:** objects created, changed by what changed in their text, and
/// taken away when their text goes; problems with file and line. What is wrong in a text leaves the last good objects.
/// **Never:** reads or writes anything that stands in no file.
/// Start reading at [Applier].
@NullMarked
package io.fairlead.minicluster.apply;

import org.jspecify.annotations.NullMarked;
