package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Templates that know each other, read and ready.
public final class Templates {
    private final Map<String, List<Step>> files = new LinkedHashMap<>();
    private final Map<String, List<Step>> defined = new LinkedHashMap<>();
    private final Limits limits = Limits.DEFAULT;

    private Templates() {}

    /// Reads them.
    ///
    /// @param texts of files by name; where two define a template of one name, the later one counts
    /// @throws TemplateException when one can't be read
    public static Templates read(Map<String, String> texts) {
        Templates made = new Templates();
        texts.forEach((file, text) -> {
            Parser.Parsed parsed = Parser.parse(file, text, made.limits);
            made.files.put(file, parsed.own());
            made.defined.putAll(parsed.defined());
        });
        return made;
    }

    /// What a file makes of values.
    ///
    /// @param root what `.` and `$` are
    /// @throws TemplateException when it can't be carried out
    public String render(String file, JsonNode root) {
        List<Step> steps = files.get(file);
        if (steps == null) {
            throw new IllegalArgumentException("no template file " + file);
        }
        return new Evaluation(defined, limits).run(steps, root, new Place(file, 1));
    }
}
