package io.fairlead.proxy.xds.view;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.xds.subscribe.ResourceType;

/// A resource as it was received.
public record Received(
        ResourceType type, String name, String version, ByteString bytes, long epochMillis) {}
