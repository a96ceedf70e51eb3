package io.fairlead.push.ads;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.view.Connection;
import io.fairlead.push.view.Connections;
import io.fairlead.push.view.SentConfig;
import io.fairlead.push.view.SyncStatus;
import io.grpc.Status;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What istioctl asks over xDS: how far each proxy is, what one was sent, and the pages below `/debug`. A question is
/// answered once, and who asks only that is no proxy of the mesh.
///
/// As with Istio, only callers who proved who they are get an answer: those of the root namespace to everything, others
/// to what concerns proxies of their own namespace.
///
/// @param rootNamespace where the daemon runs
/// @param daemon how it names itself in `syncz`: JSON
public record Questions(Supplier<String> rootNamespace, String daemon, DebugPages pages) {

    private static final String PAGE = "istio.io/debug";
    private static final String SYNCZ = "istio.io/debug/syncz";
    private static final String CONFIG_DUMP = "istio.io/debug/config_dump";
    private static final String CONNECTIONS = "istio.io/connections";
    private static final Set<String> TYPES = Set.of(PAGE, SYNCZ, CONFIG_DUMP, CONNECTIONS);

    /// Answers have such nonces: istioctl writes a nonce of its own into its first request.
    private static final String NONCE = "question-";

    /// What comes of a question.
    sealed interface Outcome {
        record Told(Answer answer, ControlPlane by) implements Outcome {}

        record Refused(Status why) implements Outcome {}

        /// It only said that it has the answer.
        record Nothing() implements Outcome {}
    }

    /// True for what is asked here, and not subscribed to.
    static boolean isQuestion(TypeUrl type) {
        return TYPES.contains(type.url());
    }

    Outcome ask(Caller caller, Ask ask, Connections connections) {
        if (ask.nonce().startsWith(NONCE)) {
            return new Outcome.Nothing();
        }
        return switch (caller) {
            case Caller.Anonymous _ ->
                    new Outcome.Refused(
                            Status.UNAUTHENTICATED.withDescription(
                                    "who asks for debug information says who he is;"
                                            + " fix: ask at the port with TLS, 15012"));
            case Caller.Known(SpiffeId identity, var _, String _) ->
                    answer(identity, ask, connections);
        };
    }

    private Outcome answer(SpiffeId identity, Ask ask, Connections connections) {
        boolean everything = identity.namespace().equals(rootNamespace.get());
        List<Connection> seen =
                connections.all().stream()
                        .filter(c ->
                                everything || c.proxy().namespace().equals(identity.namespace()))
                        .toList();
        Collection<String> names = names(ask);
        return switch (ask.type().url()) {
            case SYNCZ -> told(ask, seen.stream().map(c -> named(c, SyncStatus.of(c))).toList());
            case CONNECTIONS ->
                    told(ask, seen.stream().map(c -> named(c, SyncStatus.node(c))).toList());
            case CONFIG_DUMP -> names.size() == 1 ? dump(ask, seen) : one(ask);
            default -> {
                if (names.size() != 1) {
                    yield one(ask);
                }
                yield everything ? page(ask) : refused(identity);
            }
        };
    }

    private Outcome dump(Ask ask, List<Connection> seen) {
        String proxy = names(ask).iterator().next();
        Optional<Connection> found =
                seen.stream().filter(c -> c.proxy().id().equals(proxy)).reduce((_, later) -> later);
        return found.map(connection ->
                        told(
                                ask,
                                SentConfig.of(connection).getConfigsList().stream()
                                        .map(any -> resource("", any))
                                        .toList()))
                .orElseGet(() -> told(ask, List.of(text(proxy, DebugPages.ELSEWHERE))));
    }

    private Outcome page(Ask ask) {
        String name = names(ask).iterator().next();
        return told(ask, List.of(text(name, pages.page(name))));
    }

    private static Outcome one(Ask ask) {
        return new Outcome.Refused(
                Status.INVALID_ARGUMENT.withDescription(
                        "%s asks for one thing, not for %d"
                                .formatted(ask.type().url(), names(ask).size())));
    }

    private Outcome refused(SpiffeId identity) {
        return new Outcome.Refused(
                Status.PERMISSION_DENIED.withDescription(
                        "%s may not see the daemon's pages; service accounts of namespace %s may"
                                .formatted(identity, rootNamespace.get())));
    }

    private Outcome told(Ask ask, List<Resource> resources) {
        boolean delta = ask instanceof Ask.Delta;
        ControlPlane by =
                ask.type().url().equals(SYNCZ)
                        ? ControlPlane.newBuilder().setIdentifier(daemon).build()
                        : ControlPlane.getDefaultInstance();
        String nonce = NONCE + Integer.toHexString(resources.hashCode());
        return new Outcome.Told(new Answer(delta, ask.type(), "", nonce, resources, List.of()), by);
    }

    private static Collection<String> names(Ask ask) {
        return switch (ask) {
            case Ask.Sotw sotw -> sotw.names();
            case Ask.Delta delta -> delta.more();
        };
    }

    private static Resource named(Connection connection, Message message) {
        return resource(connection.proxy().id(), Any.pack(message));
    }

    private static Resource text(String name, String said) {
        return resource(
                name,
                Any.newBuilder().setTypeUrl(PAGE).setValue(ByteString.copyFromUtf8(said)).build());
    }

    private static Resource resource(String name, Any body) {
        return new Resource(name, "", body);
    }
}
