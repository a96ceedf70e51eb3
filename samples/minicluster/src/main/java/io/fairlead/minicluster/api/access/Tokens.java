package io.fairlead.minicluster.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.kind.BuiltIns;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.FieldErrors;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.auth.ServiceAccountTokens;
import io.fairlead.minicluster.auth.ServiceAccountTokens.Verdict;
import io.fairlead.minicluster.auth.TokenClaims;
import io.fairlead.minicluster.auth.TokenClaims.Life;
import io.fairlead.minicluster.auth.TokenClaims.Named;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Tokens of service accounts: gives them out, and says whose a token is. A token is good for as long as its service
/// account exists, and the pod or secret that it is bound to.
public final class Tokens {

    private static final List<String> API_AUDIENCES = List.of(ServiceAccountTokens.ISSUER);
    private static final long LIFE_SECONDS = 3_600;
    private static final long LIFE_SECONDS_MIN = 600;
    private static final long LIFE_SECONDS_MAX = 1L << 32;

    private final ObjectStore store;
    private final ServiceAccountTokens keys;
    private final InstantSource clock;

    public Tokens(ObjectStore store, ServiceAccountTokens keys, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
    }

    /// The public keys, as a JSON Web Key Set.
    public JsonNode keySet() {
        try {
            return new ObjectMapper().readTree(keys.keySet());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Is the token good for this API server, and what does it say?
    public Verdict check(String token) {
        return check(token, API_AUDIENCES);
    }

    /// Is the token good, and for one of these audiences at least? None stand for the API server's own.
    ///
    /// @return claims with those audiences only that were asked for
    public Verdict check(String token, List<String> audiences) {
        Verdict verdict = keys.check(token, clock.instant());
        if (!(verdict instanceof Verdict.Good(TokenClaims claims))) {
            return verdict;
        }
        List<String> wanted = audiences.isEmpty() ? API_AUDIENCES : audiences;
        List<String> both = wanted.stream().filter(claims.audiences()::contains).toList();
        if (both.isEmpty()) {
            return new Verdict.Bad(
                    "token audiences %s is invalid for the target audiences %s"
                            .formatted(claims.audiences(), wanted));
        }
        Optional<String> gone = gone(claims);
        if (gone.isPresent()) {
            return new Verdict.Bad(gone.get());
        }
        return new Verdict.Good(
                new TokenClaims(
                        claims.namespace(),
                        claims.account(),
                        claims.bound(),
                        both,
                        claims.life(),
                        claims.id()));
    }

    private Optional<String> gone(TokenClaims claims) {
        if (!exists(BuiltIns.SERVICE_ACCOUNTS, claims.namespace(), claims.account())) {
            return Optional.of("the service account of the token is gone");
        }
        for (Map.Entry<String, Named> bound : claims.bound().entrySet()) {
            Optional<ResourceType> type =
                    switch (bound.getKey()) {
                        case "pod" -> Optional.of(BuiltIns.PODS);
                        case "secret" -> Optional.of(BuiltIns.SECRETS);
                        // Where a pod runs is only said, not asked.
                        default -> Optional.empty();
                    };
            if (type.isPresent() && !exists(type.get(), claims.namespace(), bound.getValue())) {
                return Optional.of("the " + bound.getKey() + " that the token is bound to is gone");
            }
        }
        return Optional.empty();
    }

    private boolean exists(ResourceType type, String namespace, Named named) {
        return store.get(type.key(namespace, named.name()))
                .filter(one -> Meta.of(one).uid().equals(named.uid()))
                .isPresent();
    }

    /// Answers a request for a token of the service account that the target names.
    ///
    /// @param request a TokenRequest
    public ObjectNode request(Target target, ObjectNode request) {
        ObjectNode account =
                store.get(target.key())
                        .orElseThrow(() -> ApiError.notFound(target.type(), target.name()));
        JsonNode spec = request.path("spec");
        long seconds = spec.path("expirationSeconds").asLong(LIFE_SECONDS);
        FieldErrors errors = new FieldErrors();
        if (seconds < LIFE_SECONDS_MIN) {
            errors.invalid(
                    "spec.expirationSeconds",
                    spec.path("expirationSeconds"),
                    "may not specify a duration less than 10 minutes");
        } else if (seconds > LIFE_SECONDS_MAX) {
            errors.invalid(
                    "spec.expirationSeconds",
                    spec.path("expirationSeconds"),
                    "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.all().isEmpty()) {
            throw ApiError.invalid(target.type(), target.name(), errors.all());
        }
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(one -> audiences.add(one.asText()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        TokenClaims claims =
                new TokenClaims(
                        target.namespace(),
                        named(account),
                        bound(target, spec.path("boundObjectRef")),
                        audiences.isEmpty() ? API_AUDIENCES : audiences,
                        new Life(now, now.plusSeconds(seconds)),
                        UUID.randomUUID().toString());
        return answer(target, claims, spec);
    }

    private ObjectNode answer(Target target, TokenClaims claims, JsonNode spec) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        answer.putObject("metadata")
                .put("name", target.name())
                .put("namespace", target.namespace());
        ObjectNode granted = answer.putObject("spec");
        claims.audiences().forEach(granted.putArray("audiences")::add);
        granted.put(
                "expirationSeconds",
                ChronoUnit.SECONDS.between(claims.life().from(), claims.life().to()));
        if (spec.path("boundObjectRef").isObject()) {
            granted.set("boundObjectRef", spec.path("boundObjectRef"));
        }
        answer.putObject("status")
                .put("token", keys.sign(claims))
                .put("expirationTimestamp", claims.life().to().toString());
        return answer;
    }

    private Map<String, Named> bound(Target target, JsonNode reference) {
        if (!reference.isObject()) {
            return Map.of();
        }
        String kind = reference.path("kind").asText();
        ResourceType type =
                switch (kind) {
                    case "Pod" -> BuiltIns.PODS;
                    case "Secret" -> BuiltIns.SECRETS;
                    default ->
                            throw ApiError.badRequest(
                                    "cannot bind token to object of type %s; only Pod and Secret"
                                            .formatted(kind));
                };
        String name = reference.path("name").asText();
        ObjectNode object =
                store.get(type.key(target.namespace(), name))
                        .orElseThrow(() -> ApiError.notFound(type, name));
        String uid = reference.path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(Meta.of(object).uid())) {
            throw ApiError.conflict(
                    type,
                    name,
                    "the UID in the bound object reference (%s) does not match the UID in record. The"
                                    .formatted(uid)
                            + " object might have been deleted and then recreated");
        }
        Map<String, Named> bound = new HashMap<>();
        bound.put(type.names().singular(), named(object));
        if (type.equals(BuiltIns.PODS)) {
            JsonNode spec = object.path("spec");
            if (!spec.path("serviceAccountName").asText().equals(target.name())) {
                throw ApiError.badRequest(
                        "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
                                .formatted(target.name()));
            }
            store.get(BuiltIns.NODES.key("", spec.path("nodeName").asText("")))
                    .ifPresent(node -> bound.put("node", named(node)));
        }
        return bound;
    }

    private static Named named(ObjectNode object) {
        Meta meta = Meta.of(object);
        return new Named(meta.name(), meta.uid());
    }
}
