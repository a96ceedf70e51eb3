/// Text to typed objects, with places.
///
/// In: the text of a file (YAML or JSON) and [io.fairlead.ingest.decode.Limits]. Out: objects with their origins, and
/// every problem found, not the first one. Never: files, sockets, clocks, threads; rules that look at the meaning of
/// values are in `ingest.validate`.
///
/// Start reading at [io.fairlead.ingest.decode.Decoder]: text → [io.fairlead.ingest.decode.Tree]s
/// ([io.fairlead.ingest.decode.YamlText], [io.fairlead.ingest.decode.JsonText]) → fields checked against a
/// [io.fairlead.ingest.decode.Schema] → typed objects, read through a [io.fairlead.ingest.decode.Cursor].
@NullMarked
package io.fairlead.ingest.decode;

import org.jspecify.annotations.NullMarked;
