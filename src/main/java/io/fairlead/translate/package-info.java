/// Pilot: what a proxy is sent, made from the snapshot.
///
/// In: a [io.fairlead.model.snapshot.MeshSnapshot], a [io.fairlead.model.snapshot.MeshDelta] and a
/// [io.fairlead.translate.input.ProxyView]. Out: encoded Envoy resources with content hashes as versions, kept in a
/// [io.fairlead.translate.Translation] for each class of proxies; the next one translates only what the delta touched.
/// Never: clocks, I/O, threads, loggers, or anything that is not in the input. Start reading at
/// [io.fairlead.translate.Translator].
@NullMarked
package io.fairlead.translate;

import org.jspecify.annotations.NullMarked;
