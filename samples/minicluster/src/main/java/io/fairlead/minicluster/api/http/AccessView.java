package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.access.Escalation;
import io.fairlead.minicluster.api.access.Reviews;
import io.fairlead.minicluster.api.access.Tokens;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.api.verb.WriteOptions;
import io.fairlead.minicluster.api.verb.Writing;

/// Tokens of service accounts and reviews: what is asked with a POST, answered, and never stored.
/// And who may write which roles.
public record AccessView(Writing writing, Tokens tokens, Reviews reviews, Escalation escalation) {

    static final String TOKEN = "token";

    /// Is this a question of the kind that is answered here?
    static boolean takes(Target target) {
        return target.subresource().equals(TOKEN) || !target.type().stored();
    }

    Answer answer(Target target, Question question) {
        if (!question.method().equals("POST")) {
            throw ApiError.methodNotAllowed();
        }
        ObjectNode asked = question.object();
        if (target.subresource().equals(TOKEN)) {
            return Answer.json(201, tokens.request(target, asked));
        }
        WriteOptions options = question.writeOptions();
        ObjectNode review = writing.read(target, asked, options);
        return Answer.json(
                201, reviews.answer(target, review, question.user()), options.warnings());
    }

    /// The object, if its sender may give away what is in it.
    ObjectNode given(Target target, ObjectNode object, Question question) {
        escalation.check(target, object, question.user());
        return object;
    }

    /// Who applies what isn't there must be allowed to create it.
    void requireCreate(Target target, Question question) {
        escalation.requireCreate(target, question.user());
    }
}
