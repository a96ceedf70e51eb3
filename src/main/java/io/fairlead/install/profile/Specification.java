package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Checked;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.decode.Suggest;
import io.fairlead.install.profile.Request.NamedText;
import io.fairlead.model.config.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Profile, files and settings as one specification, and all that is wrong with them. Mutable, lives for one request.
final class Specification {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String NAMESPACE = "istio-system";

    private final Request request;
    private final Profiles profiles;
    private final List<String> problems = new ArrayList<>();

    Specification(Request request, Profiles profiles) {
        this.request = request;
        this.profiles = profiles;
    }

    /// @param spec whole, also where there are problems
    record Read(ObjectNode spec, List<String> problems) {
        Read {
            problems = List.copyOf(problems);
        }
    }

    Read read() {
        List<ObjectNode> files = new ArrayList<>();
        String namespace = "";
        for (NamedText file : request.files()) {
            Checked read =
                    Checked.read(
                            file.name(),
                            file.text(),
                            Profiles.API_VERSION,
                            Profiles.KIND,
                            Limits.DEFAULT);
            read.problems().stream()
                    .filter(Problem::isError)
                    .forEach(problem -> problems.add(problem.text()));
            files.add(Profiles.spec(read.value()));
            String named = read.value().at("/metadata/namespace").asText();
            namespace = named.isEmpty() ? namespace : named;
        }
        List<SetPath> sets = sets();
        ObjectNode spec = profiles.spec(profile(files, sets));
        for (ObjectNode file : files) {
            spec = Gateways.over(file, spec);
        }
        for (SetPath set : sets) {
            set.applyTo(spec);
        }
        finish(spec, namespace);
        return new Read(spec, problems);
    }

    private void finish(ObjectNode spec, String ofFiles) {
        if (!request.revision().isEmpty()) {
            spec.put("revision", request.revision());
        }
        String said = spec.path("namespace").asText(ofFiles.isEmpty() ? NAMESPACE : ofFiles);
        spec.put("namespace", request.namespace().isEmpty() ? said : request.namespace());
        if (!spec.path("namespace").asText().equals(NAMESPACE)) {
            problems.add(
                    "namespace \"%s\"; rule: the daemon stands in %s, the mesh's root namespace, where proxies look for"
                                    .formatted(spec.path("namespace").asText(), NAMESPACE)
                            + " it; fix: leave it out");
        }
        if (!spec.path("revision").asText().isEmpty()) {
            label("revision", spec.path("revision").asText());
        }
        if (spec.at("/components/cni/enabled").asBoolean()) {
            problems.add(
                    "components.cni.enabled: there is no CNI plugin here; fix: leave it out, istio-init sets"
                            + " the pods' rules");
        }
        gateways(spec);
    }

    private void label(String field, String value) {
        if (!LABEL.matcher(value).matches()) {
            problems.add(
                    "%s \"%s\" is no name; rule: lower case letters, digits and \"-\", at most 63"
                            .formatted(field, value));
        }
    }

    private void gateways(ObjectNode spec) {
        Set<String> names = new HashSet<>();
        for (JsonNode gateway : Gateways.of(spec)) {
            String name = gateway.path("name").asText();
            if (name.isEmpty()) {
                problems.add(
                        "components: a gateway has no name; rule: gateways are told apart by name; fix: add"
                                + " name: istio-ingressgateway");
            } else if (!names.add(name)) {
                problems.add(
                        "components: two gateways are called %s; fix: rename one".formatted(name));
            }
            String where = gateway.path("namespace").asText();
            if (!where.isEmpty() && !where.equals(spec.path("namespace").asText())) {
                problems.add(
                        "components: gateway %s: namespace %s isn't the daemon's; rule: they stand together; fix: drop"
                                        .formatted(name, where)
                                + " it, or install chart gateway by Helm there");
            }
        }
    }

    /// Those that can be read; all are held against the fields that there are, as if they stood in one file.
    private List<SetPath> sets() {
        List<SetPath> sets = new ArrayList<>();
        request.sets().forEach(one -> set("--set", one, false, sets));
        request.texts().forEach(one -> set("--set-string", one, true, sets));
        return sets;
    }

    private void set(String flag, String written, boolean asText, List<SetPath> into) {
        try {
            SetPath set = SetPath.read(written, asText);
            if (check(flag, set)) {
                into.add(set);
            }
        } catch (SetPath.Unreadable e) {
            problems.add(flag + ": " + e.getMessage());
        }
    }

    /// False when it must not be applied: it might put a mapping where none belongs.
    private boolean check(String flag, SetPath set) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode();
        alone.put("apiVersion", Profiles.API_VERSION).put("kind", Profiles.KIND);
        set.applyTo(alone.putObject("spec"));
        Checked read =
                Checked.read(
                        flag + " " + set.written(),
                        alone.toString(),
                        Profiles.API_VERSION,
                        Profiles.KIND,
                        Limits.DEFAULT);
        for (Problem problem : read.problems()) {
            problems.add(
                    "%s %s: %s; rule: %s; fix: %s"
                            .formatted(
                                    flag,
                                    set.written(),
                                    told(problem),
                                    problem.rule(),
                                    problem.fix()));
        }
        return read.problems().isEmpty();
    }

    private static String told(Problem problem) {
        String field = problem.field().replaceFirst("^spec\\.?", "");
        return problem.code().equals("unknown-field")
                ? problem.message() + " in v1alpha1.IstioOperatorSpec (" + field + ")"
                : field + " " + problem.message();
    }

    private String profile(List<ObjectNode> files, List<SetPath> sets) {
        String name = Profiles.DEFAULT;
        for (ObjectNode file : files) {
            name = file.path("profile").asText(name);
        }
        for (SetPath set : sets) {
            if (set.steps().equals(List.of(new SetPath.Step.Name("profile")))) {
                name = set.value().asText();
            }
        }
        String known = unknown(name, profiles);
        if (known != null) {
            problems.add(known);
            return Profiles.DEFAULT;
        }
        return name;
    }

    /// What is said of a profile that isn't there; null when it is.
    static @Nullable String unknown(String name, Profiles profiles) {
        if (profiles.has(name)) {
            return null;
        }
        String known = "profiles: " + String.join(", ", profiles.names());
        return switch (name) {
            case "remote" ->
                    "there is no profile remote: it joins a cluster to a daemon elsewhere, which isn't done here; "
                            + known;
            case "separate" ->
                    "there is no profile separate: it installed Pilot, Galley and Citadel one by one; here they are one"
                            + " process; "
                            + known;
            default -> {
                String near = Suggest.nearest(name, profiles.names());
                yield "there is no profile \"%s\"; %s%s"
                        .formatted(name, known, near == null ? "" : "; did you mean " + near + "?");
            }
        };
    }
}
