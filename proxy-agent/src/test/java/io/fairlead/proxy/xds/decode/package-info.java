/// Tests of decoding. Start reading at [TlsDecoderTest].
@NullMarked
package io.fairlead.proxy.xds.decode;

import org.jspecify.annotations.NullMarked;
