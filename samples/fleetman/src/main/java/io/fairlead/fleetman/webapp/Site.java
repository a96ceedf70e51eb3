package io.fairlead.fleetman.webapp;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The static files. What is no file is the page itself, whose own router knows `/vehicle/…`.
final class Site {

    private static final String FILES = "files.txt";

    /// Only from here: no script in the page, no other host, nobody's frame.
    private static final String CONTENT_POLICY =
            "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
                    + " connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private final Map<String, Asset> assets;
    private final Asset page;

    Site(Edition edition) {
        this.assets = load();
        Asset template = Objects.requireNonNull(assets.get("/index.html"));
        this.page = template.withText(edition.apply(template.text()));
    }

    Response answer(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.empty(405).with("Allow", "GET, HEAD");
        }
        String path = request.path();
        boolean file = !path.equals("/index.html") && assets.containsKey(path);
        if (!file && path.startsWith("/photos/")) {
            return Response.empty(404);
        }
        Asset asset = file ? Objects.requireNonNull(assets.get(path)) : page;
        return asset.answer(request)
                .with("Content-Security-Policy", CONTENT_POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "same-origin");
    }

    /// Reads the files that the list names; a jar can't be asked what it holds below a folder without opening it anew.
    private static Map<String, Asset> load() {
        Map<String, Asset> assets = new ConcurrentHashMap<>();
        for (String name : read(FILES).text().split("\n")) {
            if (!name.isBlank()) {
                assets.put("/" + name.strip(), Asset.of(name.strip(), read(name.strip())));
            }
        }
        return Map.copyOf(assets);
    }

    private static Body read(String name) {
        try (InputStream in =
                Objects.requireNonNull(Site.class.getResourceAsStream("/static/" + name), name)) {
            return Body.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
