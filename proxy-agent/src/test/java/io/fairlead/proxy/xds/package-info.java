/// Tests of the ADS client against a server that shares no code with it (grpc-java). Start reading at [AdsClientTest].
@NullMarked
package io.fairlead.proxy.xds;

import org.jspecify.annotations.NullMarked;
