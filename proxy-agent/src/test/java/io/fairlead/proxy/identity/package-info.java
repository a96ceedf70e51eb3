/// Tests of room identity, and the certificate authority that they share. Start reading at [TestCa].
@NullMarked
package io.fairlead.proxy.identity;

import org.jspecify.annotations.NullMarked;
