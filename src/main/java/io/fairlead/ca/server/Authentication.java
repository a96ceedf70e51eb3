package io.fairlead.ca.server;

import io.fairlead.ca.caller.Certificates;
import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.caller.Verdict;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.clock.Clock;
import io.fairlead.model.identity.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets nobody in who doesn't prove who he is: by his certificate first, then by a token.
public final class Authentication implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final Context.Key<Admitted> ADMITTED = Context.key("admitted");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    private final Function<String, Verdict> tokens;
    private final Supplier<TokenPolicy> policy;
    private final Clock clock;
    private final CaMeters meters;

    /// @param tokens judges them
    /// @param policy as of now: the trust domain may change
    public Authentication(
            Function<String, Verdict> tokens,
            Supplier<TokenPolicy> policy,
            Clock clock,
            CaMeters meters) {
        this.tokens = tokens;
        this.policy = policy;
        this.clock = clock;
        this.meters = meters;
    }

    /// Who makes the call that this thread serves.
    public static Caller caller() {
        Admitted admitted = ADMITTED.get();
        return admitted == null ? new Caller.Anonymous() : admitted.caller();
    }

    static Optional<Admitted> admitted() {
        return Optional.ofNullable(ADMITTED.get());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        List<String> reasons = new ArrayList<>();
        Optional<Caller.Known> caller = byCertificate(call, reasons);
        if (caller.isEmpty()) {
            caller = byToken(headers, reasons);
        }
        String address = address(call);
        if (caller.isPresent()) {
            Admitted admitted = new Admitted(caller.get(), address);
            Context context = Context.current().withValue(ADMITTED, admitted);
            return Contexts.interceptCall(context, call, headers, next);
        }
        meters.unauthenticated();
        String reason = String.join("; ", reasons);
        LOG.atWarn()
                .setMessage("call refused")
                .addKeyValue("caller", address)
                .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
                .addKeyValue("reason", reason)
                .log();
        call.close(Status.UNAUTHENTICATED.withDescription(reason), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private Optional<Caller.Known> byCertificate(ServerCall<?, ?> call, List<String> reasons) {
        return certificate(call)
                .map(one -> Certificates.judge(one, policy.get().trustDomain(), clock.now()))
                .flatMap(verdict -> taken(verdict, reasons))
                .or(() -> {
                    if (reasons.isEmpty()) {
                        reasons.add("client certificate: none was shown");
                    }
                    return Optional.empty();
                });
    }

    private static Optional<X509Certificate> certificate(ServerCall<?, ?> call) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] shown = session.getPeerCertificates();
            return shown.length > 0 && shown[0] instanceof X509Certificate leaf
                    ? Optional.of(leaf)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private Optional<Caller.Known> byToken(Metadata headers, List<String> reasons) {
        Iterable<String> values = headers.getAll(AUTHORIZATION);
        Optional<String> token =
                values == null
                        ? Optional.empty()
                        : StreamSupport.stream(values.spliterator(), false)
                                .filter(value -> value.startsWith(BEARER))
                                .map(value -> value.substring(BEARER.length()))
                                .findFirst();
        if (token.isEmpty()) {
            reasons.add("token: no authorization header with a bearer token");
            return Optional.empty();
        }
        return taken(tokens.apply(token.get()), reasons);
    }

    private static Optional<Caller.Known> taken(Verdict verdict, List<String> reasons) {
        return switch (verdict) {
            case Verdict.Good(Caller.Known caller) -> Optional.of(caller);
            case Verdict.Bad(String reason) -> {
                reasons.add(reason);
                yield Optional.empty();
            }
        };
    }

    private static String address(ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(remote);
    }
}
