package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.peer.PeerMetadata;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata exchange of one event loop: what this workload says of itself, and what others have said. Both sides say it
/// on every request, in the same words, so that reading it again is a comparison of bytes.
///
/// Only peers of a mutual TLS connection are believed, and only they are told. What applications say in these headers
/// is taken away in both directions.
public final class PeerBook {

    private static final String METADATA = "x-envoy-peer-metadata";
    private static final String ID = "x-envoy-peer-metadata-id";

    /// Peers that are remembered; one more, and all are forgotten.
    private static final int PEERS_MAX = 512;

    private final String id;
    private final String metadata;
    private final Map<Integer, Entry> known = new HashMap<>();

    private record Entry(String text, String principal, WorkloadLabels labels) {}

    /// @param id of this node
    public PeerBook(String id, WorkloadLabels self) {
        this.id = id;
        this.metadata = PeerMetadata.write(self);
    }

    /// A request has come in: who sent it?
    void asked(Head head, RequestRecord record) {
        if (record.reporter == Reporter.DESTINATION && record.mutualTls) {
            record.peer = labels(head, record.peer);
        }
    }

    /// A request goes to a host.
    void asks(Edits edits, RequestRecord record) {
        take(edits);
        if (record.reporter == Reporter.SOURCE && record.ownPrincipal != null) {
            say(edits);
        }
    }

    /// A response goes back. Whoever has introduced himself is answered in kind.
    ///
    /// @param head of the host's response; null when there was none
    void answers(Edits edits, @Nullable Head head, Head request, RequestRecord record) {
        take(edits);
        if (record.reporter == Reporter.SOURCE) {
            if (record.ownPrincipal != null && head != null) {
                record.peer = labels(head, record.peer);
            }
        } else if (record.mutualTls && request.has(KnownHeader.X_ENVOY_PEER_METADATA_ID)) {
            say(edits);
        }
    }

    private void say(Edits edits) {
        edits.put(ID, id);
        edits.put(METADATA, metadata);
    }

    private static void take(Edits edits) {
        edits.skip(KnownHeader.X_ENVOY_PEER_METADATA);
        edits.skip(KnownHeader.X_ENVOY_PEER_METADATA_ID);
    }

    /// @param otherwise the peer as far as its certificate tells
    private WorkloadLabels labels(Head head, WorkloadLabels otherwise) {
        int i = head.first(KnownHeader.X_ENVOY_PEER_METADATA);
        if (i < 0) {
            return otherwise;
        }
        int start = head.valueStart(i);
        int end = head.valueEnd(i);
        int key = hash(head.bytes(), start, end) * 31 + otherwise.principal().hashCode();
        Entry entry = known.get(key);
        if (entry != null
                && entry.principal.equals(otherwise.principal())
                && head.matches(start, end, entry.text)) {
            return entry.labels;
        }
        return read(key, head.text(start, end), otherwise);
    }

    private WorkloadLabels read(int key, String text, WorkloadLabels otherwise) {
        String principal = otherwise.principal();
        WorkloadLabels labels = PeerMetadata.read(text, principal).orElse(otherwise);
        if (known.size() >= PEERS_MAX) {
            known.clear();
        }
        known.put(key, new Entry(text, principal, labels));
        return labels;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash;
    }
}
