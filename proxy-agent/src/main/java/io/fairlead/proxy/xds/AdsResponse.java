package io.fairlead.proxy.xds;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.util.List;

/// A message from the control plane.
///
/// @param version of the whole response
/// @param removed names (delta)
record AdsResponse(
        ResourceType type, String version, String nonce, List<Item> items, List<String> removed) {
    AdsResponse {
        items = List.copyOf(items);
        removed = List.copyOf(removed);
    }

    /// One resource.
    ///
    /// @param name empty when the protocol doesn't say it
    record Item(String name, String version, ByteString bytes) {}
}
