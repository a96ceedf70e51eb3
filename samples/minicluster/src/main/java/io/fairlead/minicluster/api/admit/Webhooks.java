package io.fairlead.minicluster.api.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.patch.MergeKeys;
import io.fairlead.minicluster.api.patch.Patches;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.verb.AdmissionControl;
import io.fairlead.minicluster.api.verb.AdmissionRequest;
import io.fairlead.minicluster.api.verb.Origin;
import io.fairlead.minicluster.api.verb.Served;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the webhooks of the stored MutatingWebhookConfigurations and ValidatingWebhookConfigurations: those that mutate
/// one after the other, by the names of their configurations; those that validate all at once.
public final class Webhooks implements AdmissionControl {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String MUTATING =
            "admissionregistration.k8s.io/mutatingwebhookconfigurations/";
    private static final String VALIDATING =
            "admissionregistration.k8s.io/validatingwebhookconfigurations/";

    private final ObjectStore store;
    private final Origin origin;
    private final AdmissionLimits limits;
    private final WebhookClient client;

    public Webhooks(ObjectStore store, Origin origin, AdmissionLimits limits) {
        this.store = store;
        this.origin = origin;
        this.limits = limits;
        this.client = new WebhookClient(store, origin.random(), limits);
    }

    @Override
    public JsonNode mutate(
            AdmissionRequest request, List<Served> versions, UnaryOperator<ObjectNode> refit) {
        if (!Matching.applies(request)) {
            return request.object();
        }
        List<Webhook> all = all(MUTATING);
        Set<String> asked = new HashSet<>();
        Set<String> again = new HashSet<>();
        AdmissionRequest now = request;
        for (Webhook webhook : all) {
            Optional<Served> seen = seen(webhook, now, versions);
            if (seen.isEmpty()) {
                continue;
            }
            AdmissionRequest next = mutate(webhook, now, seen.get(), refit);
            if (!next.object().equals(now.object())) {
                again.addAll(asked);
                asked.clear();
            }
            if (webhook.reinvoked()) {
                asked.add(webhook.id());
            }
            now = next;
        }
        // Once more those who asked for it and after whom something has changed.
        for (Webhook webhook : all) {
            Optional<Served> seen =
                    again.contains(webhook.id()) ? seen(webhook, now, versions) : Optional.empty();
            if (seen.isPresent()) {
                now = mutate(webhook, now, seen.get(), refit);
            }
        }
        return now.object();
    }

    private AdmissionRequest mutate(
            Webhook webhook, AdmissionRequest now, Served seen, UnaryOperator<ObjectNode> refit) {
        Optional<Review.Verdict> verdict = ask(webhook, now, seen, true);
        if (verdict.isEmpty() || verdict.get().patch().isEmpty()) {
            return now;
        }
        JsonNode shown = Review.shown(now.object(), now.target().type(), seen.type());
        if (!(shown instanceof ObjectNode object)) {
            throw ApiError.internal(
                    "admission webhook \"%s\" attempted to modify the object, which is not supported"
                                    .formatted(webhook.name())
                            + " for this operation");
        }
        JsonNode patched;
        try {
            patched =
                    Patches.apply(
                            Patches.JSON, object.deepCopy(), verdict.get().patch(), MergeKeys.NONE);
        } catch (ApiError wrong) {
            throw ApiError.internal(
                    "the patch of admission webhook \"%s\" can't be applied: %s"
                            .formatted(webhook.name(), wrong.getMessage()));
        }
        JsonNode own = Review.shown(patched, seen.type(), now.target().type());
        try {
            return now.with(refit.apply((ObjectNode) own));
        } catch (ApiError wrong) {
            throw ApiError.internal(
                    "the patch of admission webhook \"%s\" leaves no legal object: %s"
                            .formatted(webhook.name(), wrong.getMessage()));
        }
    }

    @Override
    public void validate(AdmissionRequest request, List<Served> versions) {
        if (!Matching.applies(request)) {
            return;
        }
        List<Future<Optional<Review.Verdict>>> asked = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Webhook webhook : all(VALIDATING)) {
                seen(webhook, request, versions)
                        .ifPresent(seen ->
                                asked.add(each.submit(() -> ask(webhook, request, seen, false))));
            }
        }
        for (Future<Optional<Review.Verdict>> one : asked) {
            if (one.state() == Future.State.FAILED) {
                throw one.exceptionNow() instanceof ApiError refused
                        ? refused
                        : new CompletionException(one.exceptionNow());
            }
        }
    }

    private List<Webhook> all(String prefix) {
        List<Webhook> all = new ArrayList<>();
        for (ObjectNode configuration : store.list(prefix).objects().values()) {
            String name = configuration.path("metadata").path("name").asText();
            for (JsonNode one : configuration.path("webhooks")) {
                all.add(new Webhook(name + "/" + one.path("name").asText(), one));
            }
        }
        return all;
    }

    private Optional<Served> seen(
            Webhook webhook, AdmissionRequest request, List<Served> versions) {
        Optional<Served> version =
                Matching.version(
                        webhook,
                        request,
                        versions,
                        namespace ->
                                store.get("/namespaces//" + namespace)
                                        .map(Matching::labels)
                                        .orElseGet(
                                                com.fasterxml.jackson.databind.node.MissingNode
                                                        ::getInstance));
        return version.filter(seen -> Conditions.hold(webhook, request, seen));
    }

    /// Empty when it couldn't be asked and that doesn't matter.
    private Optional<Review.Verdict> ask(
            Webhook webhook, AdmissionRequest request, Served seen, boolean mutates) {
        String uid = origin.uid();
        byte[] question =
                Review.question(uid, request, seen).toString().getBytes(StandardCharsets.UTF_8);
        Review.Verdict verdict;
        try {
            verdict = Review.verdict(answer(webhook, question), uid, mutates);
        } catch (IOException | Review.Unreadable failed) {
            String what =
                    "failed calling webhook \"%s\": %s"
                            .formatted(webhook.name(), failed.getMessage());
            if (!webhook.ignoresFailure()) {
                throw ApiError.internal(what);
            }
            LOG.warn("event=webhook_ignored reason=\"{}\"", what);
            return Optional.empty();
        }
        warn(request, verdict.warnings());
        if (!verdict.allowed()) {
            throw denied(webhook, verdict.status());
        }
        return Optional.of(verdict);
    }

    private byte[] answer(Webhook webhook, byte[] question) throws IOException {
        try {
            return client.ask(webhook, question);
        } catch (IOException failed) {
            throw new IOException("failed to call webhook: " + failed.getMessage(), failed);
        }
    }

    private static ApiError denied(Webhook webhook, JsonNode status) {
        String by = "admission webhook \"%s\" denied the request".formatted(webhook.name());
        String message = status.path("message").asText("");
        String reason = status.path("reason").asText("");
        String why = message.isEmpty() ? reason : message;
        return ApiError.denied(
                Math.max(400, status.path("code").asInt()),
                reason,
                why.isEmpty() ? by + " without explanation" : by + ": " + why);
    }

    private void warn(AdmissionRequest request, List<String> warnings) {
        List<String> all = request.options().warnings();
        int left = limits.warningsCharsMax() - all.stream().mapToInt(String::length).sum();
        for (String warning : warnings) {
            String shown =
                    warning.substring(0, Math.min(warning.length(), limits.warningCharsMax()));
            left -= shown.length();
            if (left >= 0 && !all.contains(shown)) {
                all.add(shown);
            }
        }
    }
}
