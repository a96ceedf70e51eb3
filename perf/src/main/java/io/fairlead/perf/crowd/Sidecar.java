package io.fairlead.perf.crowd;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The protocol of one sidecar: what it asks next after each answer, and whether it has all that it asked for. Nothing
/// is kept of resources but which ones there are.
final class Sidecar {
    private final Contents contents;
    private final Set<Kind> answered = EnumSet.noneOf(Kind.class);
    private final BitSet endpoints = new BitSet();
    private final BitSet routes = new BitSet();
    private final BitSet lacking = new BitSet();
    private final BitSet lastHosts = new BitSet();
    private boolean hostsAsked;

    /// @param contents shared by all
    Sidecar(Contents contents) {
        this.contents = contents;
    }

    /// What it says first.
    static List<DeltaDiscoveryRequest> opening(Node node) {
        return List.of(ask(Kind.CLUSTER).setNode(node).build(), ask(Kind.LISTENER).build());
    }

    /// Takes an answer; what it says to it is added to `replies`.
    ///
    /// @return changes that the answer is the mark of
    List<Integer> take(Kind kind, Reading reading, List<DeltaDiscoveryRequest> replies)
            throws InvalidProtocolBufferException {
        answered.add(kind);
        List<Integer> changes = List.of();
        DeltaDiscoveryRequest.Builder more = ask(follows(kind));
        for (Reading.Item item : reading.items()) {
            Contents.Content content = contents.of(kind, item);
            if (content.change() >= 0) {
                changes = new ArrayList<>(changes);
                changes.add(content.change());
            }
            switch (kind) {
                case CLUSTER -> want(content, endpoints, more);
                case LISTENER -> want(content, routes, more);
                case ENDPOINTS -> lacking.clear(content.number());
                case ROUTE -> {
                    lacking.clear(content.number());
                    askForHosts(content, replies);
                }
                case VIRTUAL_HOST -> lacking.clear(content.number());
            }
        }
        replies.add(ask(kind).setResponseNonce(reading.nonce()).build());
        if (more.getResourceNamesSubscribeCount() > 0) {
            replies.add(more.build());
        }
        return changes;
    }

    private static Kind follows(Kind kind) {
        return kind == Kind.LISTENER ? Kind.ROUTE : Kind.ENDPOINTS;
    }

    private void want(Contents.Content content, BitSet wanted, DeltaDiscoveryRequest.Builder more) {
        for (int number : content.refers()) {
            if (!wanted.get(number)) {
                wanted.set(number);
                lacking.set(number);
                more.addResourceNamesSubscribe(contents.name(number));
            }
        }
    }

    /// Once, for the hosts of all routes. Of each route the last one is `route/*`.
    private void askForHosts(Contents.Content content, List<DeltaDiscoveryRequest> replies) {
        if (!content.hostsApart()) {
            return;
        }
        int last = contents.number(contents.name(content.number()) + "/*");
        if (!lastHosts.get(last)) {
            lastHosts.set(last);
            lacking.set(last);
        }
        if (!hostsAsked) {
            hostsAsked = true;
            replies.add(ask(Kind.VIRTUAL_HOST).build());
        }
    }

    /// True when everything that it knows of is there.
    boolean isComplete() {
        return answered.contains(Kind.CLUSTER)
                && answered.contains(Kind.LISTENER)
                && lacking.isEmpty();
    }

    private static DeltaDiscoveryRequest.Builder ask(Kind kind) {
        return DeltaDiscoveryRequest.newBuilder().setTypeUrl(kind.url());
    }
}
