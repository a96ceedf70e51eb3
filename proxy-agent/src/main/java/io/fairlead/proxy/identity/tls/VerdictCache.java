package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.verify.Peer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Peers that one context has accepted, by the bytes of their leaf; for all event loops. Finding the way to a root
/// costs half of a handshake, and the same workloads come again and again.
///
/// Only what was accepted is remembered: whoever shows somebody else's leaf with a broken chain must not spoil it for
/// its owner. An entry ends with the validity of its chain, all of them end with their context, which is made anew when
/// the roots change. Two generations bound it without a lock: when the young one is full, the old one is forgotten.
final class VerdictCache {

    private final int half;
    private volatile Map<ByteBuffer, Peer> young = new ConcurrentHashMap<>();
    private volatile Map<ByteBuffer, Peer> old = Map.of();

    VerdictCache(int most) {
        half = Math.max(1, most / 2);
    }

    @Nullable Peer find(ByteBuffer leaf, Instant now) {
        Peer peer = young.get(leaf);
        if (peer == null) {
            peer = old.get(leaf);
            if (peer != null) {
                put(leaf, peer);
            }
        }
        return peer != null && peer.isValidAt(now) ? peer : null;
    }

    void put(ByteBuffer leaf, Peer peer) {
        Map<ByteBuffer, Peer> to = young;
        if (to.size() >= half) {
            old = to;
            to = new ConcurrentHashMap<>();
            young = to;
        }
        to.put(leaf, peer);
    }

    int size() {
        return young.size() + old.size();
    }
}
