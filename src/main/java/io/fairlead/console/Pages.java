package io.fairlead.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The console's own files, from the class path.
final class Pages {

    /// No slash and no dot but the last: nothing outside of the folder can be named.
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}\\.(html|css|js|svg)");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, Reply> known = new ConcurrentHashMap<>();

    /// The file of this name; a name without an end is a page.
    Optional<Reply> find(String path) {
        String page = path.isEmpty() ? "index" : path;
        String name = page.contains(".") ? page : page + ".html";
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Reply found = known.get(name);
        return found != null
                ? Optional.of(found)
                : load(name, Objects.requireNonNull(TYPES.get(parts.group(1))));
    }

    private Optional<Reply> load(String name, String type) {
        try (InputStream file = Pages.class.getResourceAsStream("pages/" + name)) {
            if (file == null) {
                return Optional.empty();
            }
            Reply loaded = new Reply(200, type, file.readAllBytes());
            known.put(name, loaded);
            return Optional.of(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException("the class path has a file that can't be read", e);
        }
    }
}
