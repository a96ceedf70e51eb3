package io.fairlead.minicluster.api.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.auth.ServiceAccountTokens.Verdict;
import io.fairlead.minicluster.auth.TokenClaims;
import io.fairlead.minicluster.auth.User;
import java.util.ArrayList;
import java.util.List;

/// Answers questions about users: whose is a token, who am I, may I. Nothing of them is stored.
public final class Reviews {

    private final Tokens tokens;
    private final AccessReviews access;

    public Reviews(Tokens tokens, Authorizer authorizer) {
        this.tokens = tokens;
        this.access = new AccessReviews(authorizer);
    }

    /// Answers a review.
    ///
    /// @param review is changed and given back
    /// @param user who asks
    public ObjectNode answer(Target target, ObjectNode review, User user) {
        review.remove("status");
        switch (target.type().plural()) {
            case "tokenreviews" -> review(review);
            case "selfsubjectreviews" -> review.putObject("status").set("userInfo", user.info());
            case "selfsubjectaccessreviews" -> access.self(review, user);
            case "selfsubjectrulesreviews" -> access.rules(review, user);
            case "subjectaccessreviews", "localsubjectaccessreviews" ->
                    access.subject(review, target.namespace());
            default -> throw ApiError.methodNotAllowed();
        }
        return review;
    }

    private void review(ObjectNode review) {
        String token = review.path("spec").path("token").asText("");
        if (token.isEmpty()) {
            throw ApiError.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences = new ArrayList<>();
        review.path("spec").path("audiences").forEach(one -> audiences.add(one.asText()));
        ObjectNode status = review.putObject("status");
        switch (tokens.check(token, audiences)) {
            case Verdict.Good(TokenClaims claims) -> {
                status.put("authenticated", true).set("user", claims.user().info());
                claims.audiences().forEach(status.putArray("audiences")::add);
            }
            case Verdict.Bad(String why) ->
                    status.put("authenticated", false).put("error", "invalid bearer token: " + why);
        }
    }
}
