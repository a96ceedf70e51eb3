/// What runs in place of a container image: no image is pulled here, a table says which program stands in for it.
///
/// **In:** the table (`images.yaml`) and a container. **Out:** a [Launch]: command line, environment and the links in
/// the working directory. **Never:** starts anything or reads a file.
/// Start reading at [ImageTable].
@NullMarked
package io.fairlead.minicluster.images;

import org.jspecify.annotations.NullMarked;
