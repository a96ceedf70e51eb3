package io.fairlead.proxy.identity.sds;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.proxy.grpc.GrpcMethods;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream of the secret discovery service, in one of its two protocols.
abstract sealed class SdsStream implements GrpcMethods.Call {
    static final String TYPE =
            "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

    private static final Logger LOG = LoggerFactory.getLogger(SdsStream.class);
    private static final String SERVICE = "/envoy.service.secret.v3.SecretDiscoveryService/";
    private static final int INVALID_ARGUMENT = 3;

    final SdsSession session;
    final GrpcMethods.Answer answer;
    private final Consumer<SdsStream> onClosed;

    private SdsStream(SdsSession session, GrpcMethods.Answer answer, Consumer<SdsStream> onClosed) {
        this.session = session;
        this.answer = answer;
        this.onClosed = onClosed;
    }

    /// The stream for a method; empty when there is no such method.
    ///
    /// @param onClosed hears of its end
    static Optional<SdsStream> open(
            String path,
            GrpcMethods.Answer answer,
            Function<String, Optional<ShownSecret>> secrets,
            Consumer<SdsStream> onClosed) {
        SdsSession session = new SdsSession(secrets);
        return switch (path) {
            case SERVICE + "StreamSecrets" ->
                    Optional.of(new StateOfTheWorld(session, answer, onClosed));
            case SERVICE + "DeltaSecrets" -> Optional.of(new Delta(session, answer, onClosed));
            default -> Optional.empty();
        };
    }

    /// Tells what is new, if something is.
    abstract void refresh();

    abstract void received(ByteString message) throws InvalidProtocolBufferException;

    @Override
    public void onMessage(ByteString message) {
        try {
            received(message);
        } catch (InvalidProtocolBufferException e) {
            answer.end(INVALID_ARGUMENT, "not a discovery request");
        }
    }

    @Override
    public void onClosed() {
        onClosed.accept(this);
    }

    /// Whether a request is about secrets; ends the stream when it isn't.
    boolean isAboutSecrets(String type) {
        if (type.isEmpty() || type.equals(TYPE)) {
            return true;
        }
        answer.end(INVALID_ARGUMENT, "only secrets are served here");
        return false;
    }

    /// What was refused stays told: sending the same again would be refused again.
    static void refused(Status error) {
        LOG.warn("event=secret_refused_by_envoy reason=\"{}\"", error.getMessage());
    }

    /// All secrets of the stream in each answer.
    private static final class StateOfTheWorld extends SdsStream {
        StateOfTheWorld(
                SdsSession session, GrpcMethods.Answer answer, Consumer<SdsStream> onClosed) {
            super(session, answer, onClosed);
        }

        @Override
        void received(ByteString message) throws InvalidProtocolBufferException {
            DiscoveryRequest request = DiscoveryRequest.parseFrom(message);
            if (!isAboutSecrets(request.getTypeUrl())
                    || !session.isCurrent(request.getResponseNonce())) {
                return;
            }
            if (request.hasErrorDetail()) {
                refused(request.getErrorDetail());
            }
            session.want(request.getResourceNamesList());
            refresh();
        }

        @Override
        void refresh() {
            if (session.news().isEmpty()) {
                return;
            }
            DiscoveryResponse.Builder response =
                    DiscoveryResponse.newBuilder().setTypeUrl(TYPE).setNonce(session.nextNonce());
            List<ShownSecret> all = session.all();
            all.forEach(secret -> response.addResources(secret.resource()));
            response.setVersionInfo(
                    String.join(",", all.stream().map(ShownSecret::version).toList()));
            answer.send(response.build().toByteArray());
        }
    }

    /// Only secrets that changed.
    private static final class Delta extends SdsStream {
        Delta(SdsSession session, GrpcMethods.Answer answer, Consumer<SdsStream> onClosed) {
            super(session, answer, onClosed);
        }

        @Override
        void received(ByteString message) throws InvalidProtocolBufferException {
            DeltaDiscoveryRequest request = DeltaDiscoveryRequest.parseFrom(message);
            if (!isAboutSecrets(request.getTypeUrl())) {
                return;
            }
            if (request.hasErrorDetail()) {
                refused(request.getErrorDetail());
            }
            session.unsubscribe(request.getResourceNamesUnsubscribeList());
            session.subscribe(request.getResourceNamesSubscribeList());
            // The protocol has it that a name which is subscribed again is told again.
            session.tellAgain(request.getResourceNamesSubscribeList());
            session.has(request.getInitialResourceVersionsMap());
            refresh();
        }

        @Override
        void refresh() {
            List<ShownSecret> news = session.news();
            if (news.isEmpty()) {
                return;
            }
            DeltaDiscoveryResponse.Builder response =
                    DeltaDiscoveryResponse.newBuilder()
                            .setTypeUrl(TYPE)
                            .setNonce(session.nextNonce());
            for (ShownSecret secret : news) {
                response.addResources(
                        Resource.newBuilder()
                                .setName(secret.name())
                                .setVersion(secret.version())
                                .setResource(secret.resource()));
            }
            answer.send(response.build().toByteArray());
        }
    }
}
