/// The words that all translators share: keys of inputs, classes of proxies, names of clusters, the reader.
///
/// In: the snapshot, through [io.fairlead.translate.input.Reader], which notes every key that was read. Out: narrow
/// records, one for each unit of work; a record that equals the last one needs no new translation. Never: decisions
/// about Envoy's configuration. Start reading at [io.fairlead.translate.input.InputKey].
@NullMarked
package io.fairlead.translate.input;

import org.jspecify.annotations.NullMarked;
