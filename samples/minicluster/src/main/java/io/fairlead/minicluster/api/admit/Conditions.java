package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.cel.Budget;
import io.fairlead.minicluster.api.cel.Expression;
import io.fairlead.minicluster.api.cel.Expression.Scope;
import io.fairlead.minicluster.api.cel.Variables;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.Served;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The match conditions of a webhook: it is asked where all of them hold.
final class Conditions {

    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    private Conditions() {}

    /// Do all of them hold? One that doesn't decides, whatever becomes of the others.
    ///
    /// @param seen the version in which the webhook sees the object
    /// @throws ApiError where one can't be evaluated, and the webhook's `failurePolicy` is `Fail`
    static boolean hold(Webhook webhook, AdmissionRequest request, Served seen) {
        JsonNode conditions = webhook.node().path("matchConditions");
        if (conditions.isEmpty()) {
            return true;
        }
        Variables variables = Variables.of(Review.question("", request, seen).path("request"));
        Budget budget = Budget.ofConditions();
        String failed = "";
        for (JsonNode condition : conditions) {
            try {
                String text = condition.path("expression").asText();
                if (!Expression.of(text, Scope.CONDITION).holds(variables, budget)) {
                    return false;
                }
            } catch (Expression.Wrong wrong) {
                failed =
                        "match condition \"%s\" of webhook \"%s\": %s"
                                .formatted(
                                        condition.path("name").asText(),
                                        webhook.name(),
                                        wrong.getMessage());
            }
        }
        if (failed.isEmpty()) {
            return true;
        }
        if (!webhook.ignoresFailure()) {
            throw ApiError.internal(failed);
        }
        LOG.warn("event=webhook_ignored reason=\"{}\"", failed);
        return false;
    }
}
