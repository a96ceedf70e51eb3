package io.fairlead.minicluster.images;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Image names and the programs that stand in for them; the first entry that matches counts.
///
/// ```yaml
/// common:                      # goes into every entry
///   files: {app.jar: "${home}/target/app.jar"}
///   entrypoint: [java, -jar, app.jar]
/// images:
///   - image: "example/app:{1,2}"
///     env: {MODE: one}
/// ```
public record ImageTable(List<Entry> entries) {

    public ImageTable {
        entries = List.copyOf(entries);
    }

    /// A pattern and the image behind it.
    public record Entry(String pattern, Image image) {}

    /// Reads a table.
    ///
    /// @param home directory of the table's file, which `${home}` stands for
    public static ImageTable read(JsonNode root, String home) {
        JsonNode common = root.path("common");
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : root.path("images")) {
            String pattern = entry.path("image").asText();
            Glob.of(pattern);
            JsonNode entrypoint =
                    entry.has("entrypoint") ? entry.get("entrypoint") : common.path("entrypoint");
            List<String> command = new ArrayList<>();
            entrypoint.forEach(word -> command.add(expand(word.asText(), home)));
            if (command.isEmpty()) {
                throw new IllegalArgumentException("image " + pattern + " has no entrypoint");
            }
            entries.add(
                    new Entry(
                            pattern,
                            new Image(
                                    command,
                                    merged(common.path("files"), entry.path("files"), home),
                                    merged(common.path("env"), entry.path("env"), home))));
        }
        return new ImageTable(entries);
    }

    /// This table followed by another.
    public ImageTable followedBy(ImageTable other) {
        List<Entry> both = new ArrayList<>(entries);
        both.addAll(other.entries);
        return new ImageTable(both);
    }

    /// The program for an image name.
    public Optional<Image> find(String image) {
        return entries.stream()
                .filter(entry -> Glob.of(entry.pattern()).matches(image))
                .map(Entry::image)
                .findFirst();
    }

    private static Map<String, String> merged(JsonNode common, JsonNode own, String home) {
        Map<String, String> merged = new LinkedHashMap<>();
        for (JsonNode node : List.of(common, own)) {
            node.properties()
                    .forEach(field ->
                            merged.put(field.getKey(), expand(field.getValue().asText(), home)));
        }
        return merged;
    }

    private static String expand(String text, String home) {
        return text.replace("${home}", home);
    }
}
