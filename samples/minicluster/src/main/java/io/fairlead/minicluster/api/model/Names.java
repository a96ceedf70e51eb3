package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Pattern;

/// The rules of names, labels and annotations.
public final class Names {

    private static final int LABEL_MAX = 63;
    private static final int SUBDOMAIN_MAX = 253;
    private static final int ANNOTATIONS_BYTES_MAX = 256 * 1_024;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private static final ResourceBundle RULES = ResourceBundle.getBundle(Names.class.getName());

    // What each is, as messages say it.
    public static final String SUBDOMAIN_RULE = RULES.getString("subdomain");
    public static final String LABEL_RULE = RULES.getString("label");
    public static final String LETTERED_LABEL_RULE = RULES.getString("lettered");
    public static final String VALUE_RULE = RULES.getString("value");
    public static final String KEY_RULE = RULES.getString("key");

    private Names() {}

    /// What is wrong with the metadata of an object.
    public static List<FieldError> check(ResourceType type, ObjectNode object) {
        FieldErrors errors = new FieldErrors();
        JsonNode meta = object.path("metadata");
        JsonNode name = meta.path("name");
        boolean label = type.is("", "namespaces") || type.is("", "services");
        if (name.asText("").isEmpty()) {
            errors.required("metadata.name", "name or generateName is required");
        } else if (label && !isLabel(name.asText())) {
            errors.invalid("metadata.name", name, LABEL_RULE);
        } else if (type.group().equals("rbac.authorization.k8s.io") && !type.custom()) {
            if (!name.asText().matches("(?!\\.{1,2}$)[^/%]+")) {
                errors.invalid("metadata.name", name, "may not contain '/' or '%'");
            }
        } else if (!isSubdomain(name.asText())) {
            errors.invalid("metadata.name", name, SUBDOMAIN_RULE);
        }
        checkLabels("metadata.labels", meta.path("labels"), errors);
        checkAnnotations(meta.path("annotations"), errors);
        return errors.all();
    }

    /// What is wrong with a map of labels.
    public static void checkLabels(String path, JsonNode labels, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            checkKey(path, label.getKey(), errors);
            String value = label.getValue().asText();
            if (value.length() > LABEL_MAX) {
                errors.invalid(path, label.getValue(), "must be no more than 63 bytes");
            } else if (!isLabelValue(value)) {
                errors.invalid(path, label.getValue(), VALUE_RULE);
            }
        }
    }

    private static void checkAnnotations(JsonNode annotations, FieldErrors errors) {
        long bytes = 0;
        for (Map.Entry<String, JsonNode> one : annotations.properties()) {
            checkKey("metadata.annotations", one.getKey(), errors);
            bytes += one.getKey().length() + one.getValue().asText().length();
        }
        if (bytes > ANNOTATIONS_BYTES_MAX) {
            errors.add(
                    new FieldError(
                            "metadata.annotations",
                            "FieldValueTooLong",
                            "Too long: may not be more than 262144 bytes"));
        }
    }

    private static void checkKey(String path, String key, FieldErrors errors) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        JsonNode shown = com.fasterxml.jackson.databind.node.TextNode.valueOf(key);
        if (slash == 0 || (slash > 0 && !isSubdomain(key.substring(0, slash)))) {
            errors.invalid(path, shown, "prefix part " + SUBDOMAIN_RULE);
        }
        if (!isPart(name)) {
            errors.invalid(path, shown, KEY_RULE);
        }
    }

    private static boolean isPart(String text) {
        return text.length() <= LABEL_MAX && PART.matcher(text).matches();
    }

    /// May a label have this value?
    public static boolean isLabelValue(String text) {
        return text.isEmpty() || isPart(text);
    }

    /// Is this a name, with a DNS name and a slash before it or without?
    public static boolean isQualified(String text) {
        int slash = text.indexOf('/');
        return isPart(text.substring(slash + 1))
                && (slash < 0 || isSubdomain(text.substring(0, slash)));
    }

    /// Is this a DNS label that begins with a letter?
    public static boolean isLetteredLabel(String text) {
        return isLabel(text) && !Character.isDigit(text.charAt(0));
    }

    /// Is this a DNS label?
    public static boolean isLabel(String text) {
        return text.length() <= LABEL_MAX && LABEL.matcher(text).matches();
    }

    /// Is this a DNS name?
    public static boolean isSubdomain(String text) {
        return text.length() <= SUBDOMAIN_MAX && SUBDOMAIN.matcher(text).matches();
    }
}
