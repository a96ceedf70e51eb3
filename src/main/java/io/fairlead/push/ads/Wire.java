package io.fairlead.push.ads;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.TypeUrl;
import java.util.HashSet;

/// Between Envoy's messages and those of the session. The two dialects differ only here.
///
/// @param <Q> a request
/// @param <A> an answer
sealed interface Wire<Q, A> {

    Ask ask(Q request);

    Node node(Q request);

    A answer(Answer answer);

    /// The same, with the name of the daemon that answers.
    A answer(Answer answer, ControlPlane by);

    private static Ask.Refusal refusal(Status error) {
        return new Ask.Refusal(error.getCode(), error.getMessage());
    }

    /// State of the world.
    record Sotw() implements Wire<DiscoveryRequest, DiscoveryResponse> {

        @Override
        public Ask ask(DiscoveryRequest request) {
            return new Ask.Sotw(
                    new TypeUrl(request.getTypeUrl()),
                    request.getResponseNonce(),
                    request.hasErrorDetail() ? refusal(request.getErrorDetail()) : null,
                    new HashSet<>(request.getResourceNamesList()));
        }

        @Override
        public Node node(DiscoveryRequest request) {
            return request.getNode();
        }

        @Override
        public DiscoveryResponse answer(Answer answer) {
            DiscoveryResponse.Builder response =
                    DiscoveryResponse.newBuilder()
                            .setTypeUrl(answer.type().url())
                            .setVersionInfo(answer.version())
                            .setNonce(answer.nonce());
            answer.resources().forEach(resource -> response.addResources(resource.body()));
            return response.build();
        }

        @Override
        public DiscoveryResponse answer(Answer answer, ControlPlane by) {
            return answer(answer).toBuilder().setControlPlane(by).build();
        }
    }

    /// Delta.
    record Delta() implements Wire<DeltaDiscoveryRequest, DeltaAnswer> {

        @Override
        public Ask ask(DeltaDiscoveryRequest request) {
            return new Ask.Delta(
                    new TypeUrl(request.getTypeUrl()),
                    request.getResponseNonce(),
                    request.hasErrorDetail() ? refusal(request.getErrorDetail()) : null,
                    request.getResourceNamesSubscribeList(),
                    request.getResourceNamesUnsubscribeList(),
                    request.getInitialResourceVersionsMap());
        }

        @Override
        public Node node(DeltaDiscoveryRequest request) {
            return request.getNode();
        }

        @Override
        public DeltaAnswer answer(Answer answer) {
            DeltaDiscoveryResponse head =
                    DeltaDiscoveryResponse.newBuilder()
                            .setTypeUrl(answer.type().url())
                            .setSystemVersionInfo(answer.version())
                            .setNonce(answer.nonce())
                            .addAllRemovedResources(answer.removed())
                            .build();
            return new DeltaAnswer(head, answer.resources());
        }

        @Override
        public DeltaAnswer answer(Answer answer, ControlPlane by) {
            DeltaAnswer unnamed = answer(answer);
            return new DeltaAnswer(
                    unnamed.head().toBuilder().setControlPlane(by).build(), unnamed.resources());
        }
    }
}
