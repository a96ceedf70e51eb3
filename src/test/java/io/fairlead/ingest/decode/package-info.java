/// Tests of decoding: tables of texts and what is said about them.
@NullMarked
package io.fairlead.ingest.decode;

import org.jspecify.annotations.NullMarked;
