package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.minicluster.api.cel.Expression;
import io.fairlead.minicluster.api.cel.Expression.Scope;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.FieldErrors;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Defaults and rules of MutatingWebhookConfiguration and ValidatingWebhookConfiguration.
final class WebhookRules {

    private static final int TIMEOUT_SECONDS = 10;
    private static final int TIMEOUT_SECONDS_MAX = 30;
    private static final int PORT = 443;
    private static final int CONDITIONS_MAX = 64;
    private static final List<String> OPERATIONS =
            List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> OPERATORS = List.of("DoesNotExist", "Exists", "In", "NotIn");

    private final FieldErrors errors;

    WebhookRules(FieldErrors errors) {
        this.errors = errors;
    }

    static void setDefaults(ObjectNode configuration) {
        boolean mutating = configuration.path("kind").asText().startsWith("Mutating");
        for (JsonNode one : configuration.path("webhooks")) {
            if (one instanceof ObjectNode webhook) {
                Defaults.put(webhook, "failurePolicy", "Fail");
                Defaults.put(webhook, "matchPolicy", "Equivalent");
                Defaults.map(webhook, "namespaceSelector");
                Defaults.map(webhook, "objectSelector");
                Defaults.put(webhook, "timeoutSeconds", TIMEOUT_SECONDS);
                if (mutating) {
                    Defaults.put(webhook, "reinvocationPolicy", "Never");
                }
                for (JsonNode rule : webhook.path("rules")) {
                    Defaults.put((ObjectNode) rule, "scope", "*");
                }
                if (webhook.path("clientConfig").get("service") instanceof ObjectNode service) {
                    Defaults.put(service, "port", PORT);
                }
            }
        }
    }

    void check(JsonNode webhooks) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            String path = "webhooks[" + i + "]";
            JsonNode name = webhooks.get(i).path("name");
            if (name.asText("").isEmpty()) {
                errors.required(path + ".name", "");
            } else if (name.asText().split("\\.").length < 3) {
                errors.invalid(
                        path + ".name",
                        name,
                        "should be a domain with at least three segments separated by dots");
            }
            if (!names.add(name.asText())) {
                errors.add(FieldError.duplicate(path + ".name", name));
            }
            webhook(path, webhooks.get(i));
        }
    }

    private void webhook(String path, JsonNode webhook) {
        JsonNode rules = webhook.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            rule(path + ".rules[" + i + "]", rules.get(i));
        }
        errors.unlessOneOf(path, webhook, "failurePolicy", List.of("Fail", "Ignore"));
        errors.unlessOneOf(path, webhook, "matchPolicy", List.of("Equivalent", "Exact"));
        errors.unlessOneOf(path, webhook, "reinvocationPolicy", List.of("IfNeeded", "Never"));
        if (webhook.has("sideEffects")) {
            errors.unlessOneOf(path, webhook, "sideEffects", List.of("None", "NoneOnDryRun"));
        } else {
            errors.required(path + ".sideEffects", "must specify one of None, NoneOnDryRun");
        }
        versions(path + ".admissionReviewVersions", webhook.path("admissionReviewVersions"));
        JsonNode timeout = webhook.path("timeoutSeconds");
        if (timeout.asInt() < 1 || timeout.asInt() > TIMEOUT_SECONDS_MAX) {
            errors.invalid(
                    path + ".timeoutSeconds",
                    timeout,
                    "the timeout value must be between 1 and 30 seconds");
        }
        selector(path + ".namespaceSelector", webhook.path("namespaceSelector"));
        selector(path + ".objectSelector", webhook.path("objectSelector"));
        client(path + ".clientConfig", webhook.path("clientConfig"));
        conditions(path + ".matchConditions", webhook.path("matchConditions"));
    }

    private void conditions(String path, JsonNode conditions) {
        if (conditions.size() > CONDITIONS_MAX) {
            errors.add(
                    new FieldError(
                            path,
                            "FieldValueTooMany",
                            "Too many: %d: must have at most %d items"
                                    .formatted(conditions.size(), CONDITIONS_MAX)));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String place = path + "[" + i + "]";
            JsonNode expression = conditions.get(i).path("expression");
            try {
                Expression _ = Expression.of(expression.asText(""), Scope.CONDITION);
            } catch (Expression.Wrong wrong) {
                errors.invalid(
                        place + ".expression", expression, String.valueOf(wrong.getMessage()));
            }
            JsonNode name = conditions.get(i).path("name");
            if (name.asText("").isEmpty()) {
                errors.required(place + ".name", "");
            } else if (!names.add(name.asText())) {
                errors.add(FieldError.duplicate(place + ".name", name));
            }
        }
    }

    private void rule(String path, JsonNode rule) {
        for (String field : List.of("operations", "apiGroups", "apiVersions", "resources")) {
            JsonNode values = rule.path(field);
            if (values.isEmpty()) {
                errors.required(path + "." + field, "");
            }
            boolean any = false;
            for (int i = 0; i < values.size(); i++) {
                String here = path + "." + field + "[" + i + "]";
                any |= values.get(i).asText().equals("*");
                if (field.equals("operations") && !OPERATIONS.contains(values.get(i).asText())) {
                    errors.unsupported(here, values.get(i), OPERATIONS);
                }
                if (!field.equals("apiGroups") && values.get(i).asText("").isEmpty()) {
                    errors.required(here, "");
                }
            }
            if (any && values.size() > 1 && !field.equals("resources")) {
                errors.invalid(
                        path + "." + field, values, "if '*' is present, must not specify others");
            }
        }
        errors.unlessOneOf(path, rule, "scope", List.of("*", "Cluster", "Namespaced"));
    }

    private void versions(String path, JsonNode versions) {
        boolean known = false;
        for (JsonNode version : versions) {
            known |= version.asText().equals("v1");
        }
        if (versions.isEmpty()) {
            errors.required(path, "must specify v1");
        } else if (!known) {
            errors.invalid(
                    path, versions, "must include v1, the only version that this server asks in");
        }
    }

    private void selector(String path, JsonNode selector) {
        JsonNode expressions = selector.path("matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            String here = path + ".matchExpressions[" + i + "]";
            JsonNode operator = expressions.get(i).path("operator");
            boolean values = !expressions.get(i).path("values").isEmpty();
            if (!OPERATORS.contains(operator.asText())) {
                errors.unsupported(here + ".operator", operator, OPERATORS);
            } else if (operator.asText().endsWith("In") != values) {
                errors.add(
                        values
                                ? FieldError.forbidden(
                                        here + ".values",
                                        "may not be specified when `operator` is 'Exists' or"
                                                + " 'DoesNotExist'")
                                : FieldError.required(
                                        here + ".values",
                                        "must be specified when `operator` is 'In' or 'NotIn'"));
            }
        }
    }

    private void client(String path, JsonNode client) {
        JsonNode service = client.path("service");
        if (client.has("url") == service.isObject()) {
            errors.required(path, "exactly one of url or service is required");
        } else if (client.has("url")) {
            url(path + ".url", client.path("url"));
        } else {
            for (String field : List.of("name", "namespace")) {
                if (service.path(field).asText("").isEmpty()) {
                    errors.required(
                            path + ".service." + field, "service " + field + " is required");
                }
            }
            Rules.portNumber(path + ".service.port", service.path("port"), errors);
            JsonNode at = service.path("path");
            if (!at.asText("/").startsWith("/") || at.asText("").matches(".*[?#\\s].*")) {
                errors.invalid(
                        path + ".service.path",
                        at,
                        "must start with a '/', and be nothing but a path");
            }
        }
        bundle(path + ".caBundle", client.path("caBundle"));
    }

    private void url(String path, JsonNode url) {
        String form = "; desired format: https://host[/path]";
        URI parsed;
        try {
            parsed = URI.create(url.asText());
        } catch (IllegalArgumentException broken) {
            errors.invalid(path, url, "url must be a valid URL: " + broken.getMessage() + form);
            return;
        }
        if (!"https".equals(parsed.getScheme())) {
            JsonNode scheme = TextNode.valueOf(Objects.requireNonNullElse(parsed.getScheme(), ""));
            errors.invalid(path, scheme, "'https' is the only allowed URL scheme" + form);
        } else if (parsed.getHost() == null) {
            errors.invalid(path, url, "host must be specified" + form);
        } else if (parsed.getUserInfo() != null) {
            errors.invalid(path, url, "user information is not permitted in the URL");
        } else if (parsed.getQuery() != null || parsed.getFragment() != null) {
            errors.invalid(
                    path, url, "query parameters and fragments are not permitted in the URL");
        }
    }

    private void bundle(String path, JsonNode bundle) {
        if (bundle.asText("").isEmpty()) {
            return;
        }
        try {
            byte[] pem = Base64.getDecoder().decode(bundle.asText());
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                return;
            }
        } catch (CertificateException | IllegalArgumentException _) {
            // Said below.
        }
        errors.add(
                new FieldError(
                        path,
                        "FieldValueInvalid",
                        "Invalid value: must be base64 of certificates in PEM: unable to load root"
                                + " certificates"));
    }
}
