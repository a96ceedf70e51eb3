package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.access.Tokens;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.Registry;
import io.fairlead.minicluster.api.verb.Served;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.Writing;
import io.fairlead.minicluster.auth.ServiceAccountTokens;
import java.util.Arrays;
import java.util.List;

/// Which path means what.
///
/// ```
/// /api/v1/namespaces/NS/pods/NAME/status      /apis/GROUP/VERSION/PLURAL       /version  /healthz
/// /api  /apis  /apis/GROUP/VERSION            /openapi/v2  /openapi/v3/...
/// ```
public final class Router {

    private static final String NAMESPACES = "namespaces";
    private static final String ROOTS =
            "/.well-known/openid-configuration /api /apis /healthz /livez /openapi/v2 /openapi/v3"
                    + " /openid/v1/jwks /readyz /version";

    private final Writing writing;
    private final Resources resources;
    private final Tokens tokens;

    /// @param tokens whose keys anybody may check tokens with
    public Router(Writing writing, Resources resources, Tokens tokens) {
        this.tokens = tokens;
        this.writing = writing;
        this.resources = resources;
    }

    /// Answers; what is wrong is thrown as an {@link ApiError}.
    Answer answer(Question question) {
        List<String> path = question.path();
        Registry registry = writing.registry();
        return switch (path.isEmpty() ? "" : path.getFirst()) {
            case "" -> Answer.json(200, roots());
            case "healthz", "livez", "readyz" -> new Answer.Text(200, "ok");
            case "version" -> Answer.json(200, version());
            case "api" ->
                    path.size() == 1
                            ? new Discovery(registry).core(question.accept())
                            : group("", path.subList(1, path.size()), question);
            case "apis" ->
                    switch (path.size()) {
                        case 1 -> new Discovery(registry).groups(question.accept());
                        case 2 -> new Discovery(registry).group(path.get(1));
                        default -> group(path.get(1), path.subList(2, path.size()), question);
                    };
            case ".well-known", "openid" -> keys(String.join("/", path));
            case "openapi" ->
                    new OpenApi(registry).answer(path.subList(1, path.size()), question.accept());
            default -> throw ApiError.noSuchPath();
        };
    }

    private Answer group(String group, List<String> path, Question question) {
        Registry registry = writing.registry();
        String version = path.getFirst();
        if (!registry.groups().getOrDefault(group, List.of()).contains(version)) {
            throw ApiError.noSuchPath();
        }
        List<String> rest = path.subList(1, path.size());
        if (rest.isEmpty()) {
            return new Discovery(registry).resources(group, version);
        }
        boolean inNamespace =
                rest.size() > 2
                        && rest.getFirst().equals(NAMESPACES)
                        && registry.find(group, version, rest.get(2)).isPresent();
        String namespace = inNamespace ? rest.get(1) : "";
        List<String> below = inNamespace ? rest.subList(2, rest.size()) : rest;
        Served served =
                registry.find(group, version, below.getFirst()).orElseThrow(ApiError::noSuchPath);
        boolean fits =
                inNamespace
                        ? served.type().namespaced()
                        : !served.type().namespaced() || below.size() == 1;
        if (below.size() > 3 || !fits) {
            throw ApiError.noSuchPath();
        }
        String subresource = below.size() == 3 ? below.get(2) : "";
        if (!subresource.isEmpty() && !served.type().subresources().contains(subresource)) {
            throw ApiError.noSuchPath();
        }
        Target target =
                new Target(served, namespace, below.size() > 1 ? below.get(1) : "", subresource);
        return resources.answer(target, question);
    }

    /// How others check tokens of service accounts: OpenID Connect's discovery.
    private Answer keys(String path) {
        return switch (path) {
            case ".well-known/openid-configuration" -> {
                ObjectNode about = JsonNodeFactory.instance.objectNode();
                about.put("issuer", ServiceAccountTokens.ISSUER);
                about.put("jwks_uri", ServiceAccountTokens.ISSUER + "/openid/v1/jwks");
                about.putArray("response_types_supported").add("id_token");
                about.putArray("subject_types_supported").add("public");
                about.putArray("id_token_signing_alg_values_supported").add("ES256");
                yield Answer.json(200, about);
            }
            case "openid/v1/jwks" ->
                    new Answer.Tree(200, "application/jwk-set+json", tokens.keySet(), List.of());
            default -> throw ApiError.noSuchPath();
        };
    }

    private static ObjectNode version() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("major", "1")
                .put("minor", "33")
                .put("gitVersion", "v1.33.0+fairlead")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2025-04-23T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "linux/" + System.getProperty("os.arch"));
    }

    private static ObjectNode roots() {
        ObjectNode roots = JsonNodeFactory.instance.objectNode();
        Arrays.stream(ROOTS.split(" ")).forEach(roots.putArray("paths")::add);
        return roots;
    }
}
