package io.fairlead.ca.caller;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words of Kubernetes' TokenReview (`authentication.k8s.io/v1`): what an API server is asked about a token, and
/// what its answer is worth. It knows what a signature doesn't tell: whether pod and service account are still there.
public final class TokenReviews {

    /// Where reviews are asked for.
    public static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

    private static final String VERSION = "authentication.k8s.io/v1";
    private static final String KIND = "TokenReview";

    private TokenReviews() {}

    /// The question.
    public static String question(String token, TokenPolicy policy) {
        Map<String, ?> spec =
                policy.audience().equals(TokenPolicy.OF_THE_SERVER)
                        ? Map.of("token", token)
                        : Map.of("token", token, "audiences", List.of(policy.audience()));
        return JSONObjectUtils.toJSONString(
                Map.of("apiVersion", VERSION, "kind", KIND, "spec", spec));
    }

    /// What came of it.
    public sealed interface Outcome {

        /// The API server has decided.
        record Decided(Verdict verdict) implements Outcome {}

        /// What came is no review.
        record Unreadable(String reason) implements Outcome {}
    }

    /// Reads an answer.
    ///
    /// @param claimed what the token says of itself
    public static Outcome answer(String json, Caller.Known claimed, TokenPolicy policy) {
        Map<?, ?> review;
        try {
            review = JSONObjectUtils.parse(json);
        } catch (ParseException | RuntimeException _) {
            // The parser's words may quote the token, which an answer repeats.
            return new Outcome.Unreadable("it is no JSON object");
        }
        if (!KIND.equals(review.get("kind"))) {
            return new Outcome.Unreadable("it is no " + KIND);
        }
        Map<?, ?> status = map(review.get("status"));
        if (!Boolean.TRUE.equals(status.get("authenticated"))) {
            return bad("the API server does not accept it");
        }
        // One that doesn't know audiences names none: then the token may be meant for others.
        if (!policy.audience().equals(TokenPolicy.OF_THE_SERVER)
                && !(status.get("audiences") instanceof List<?> audiences
                        && audiences.contains(policy.audience()))) {
            return bad("the API server does not say that it is for " + policy.audience());
        }
        Object user = map(status.get("user")).get("username");
        if (!userName(claimed.identity()).equals(user)) {
            return bad("the API server knows it as another's");
        }
        return new Outcome.Decided(new Verdict.Good(claimed));
    }

    private static String userName(SpiffeId id) {
        return "system:serviceaccount:" + id.namespace() + ":" + id.serviceAccount();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Outcome bad(String reason) {
        return new Outcome.Decided(new Verdict.Bad("token: " + reason));
    }
}
