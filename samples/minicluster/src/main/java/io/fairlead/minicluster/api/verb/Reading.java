package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.Selector;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.api.store.Snapshot;
import io.fairlead.minicluster.api.store.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Get, list and the start of a watch.
public final class Reading {

    private final ObjectStore store;

    public Reading(ObjectStore store) {
        this.store = store;
    }

    /// How a list is asked for.
    ///
    /// @param resourceVersion as of when; empty for now
    /// @param exact just that version, and not one at least as new
    public record ListOptions(
            String labels, String fields, Paging paging, String resourceVersion, boolean exact) {

        public Predicate<ObjectNode> selector(Served served) {
            return Selector.parse(served.type(), labels, fields);
        }
    }

    /// How many objects, and after which.
    ///
    /// @param limit 0 for all at once
    /// @param after token of the page before; empty for the first
    public record Paging(int limit, String after) {}

    /// Some of the objects.
    ///
    /// @param more token for the next page; empty when there is none
    public record Page(List<ObjectNode> items, long revision, String more, long remaining) {}

    /// What a watch begins with, and what comes after.
    public record WatchStart(List<ObjectNode> present, long revision, Watch watch) {}

    /// The object, which nobody may change.
    public ObjectNode get(Target target) {
        return store.get(target.key())
                .map(target.served()::show)
                .orElseThrow(() -> ApiError.notFound(target.type(), target.name()));
    }

    /// One page of a list; all pages show the same moment.
    public Page list(Target target, ListOptions options) {
        String prefix = target.type().prefix(target.namespace());
        Token token = Token.parse(options.paging().after());
        Snapshot snapshot = snapshot(prefix, token, options);
        Predicate<ObjectNode> selected = options.selector(target.served());
        List<ObjectNode> items = new ArrayList<>();
        int limit = options.paging().limit();
        String last = token.key();
        int seen = 0;
        var rest = snapshot.objects().tailMap(token.key() + "\0");
        for (Map.Entry<String, ObjectNode> entry : rest.entrySet()) {
            if (limit > 0 && items.size() == limit) {
                Token next = new Token(snapshot.revision(), last);
                return new Page(items, snapshot.revision(), next.text(), rest.size() - seen);
            }
            seen++;
            last = entry.getKey();
            if (selected.test(entry.getValue())) {
                items.add(target.served().show(entry.getValue()));
            }
        }
        return new Page(items, snapshot.revision(), "", 0);
    }

    private Snapshot snapshot(String prefix, Token token, ListOptions options) {
        if (token.revision() > 0) {
            return store.list(prefix, token.revision())
                    .orElseThrow(() ->
                            ApiError.expired(
                                    "The provided continue parameter is too old to display a"
                                            + " consistent list result. You must start a new"
                                            + " list without the continue parameter."));
        }
        long wanted = revision(options.resourceVersion());
        if (options.exact() && wanted > 0) {
            return store.list(prefix, wanted)
                    .orElseThrow(() ->
                            ApiError.expired(
                                    "The resourceVersion for the provided list is too old."));
        }
        return store.list(prefix);
    }

    /// Begins to watch. Without a version, what is present comes first.
    public WatchStart watch(Target target, ListOptions options) {
        String prefix = target.type().prefix(target.namespace());
        long after = revision(options.resourceVersion());
        if (after > 0) {
            Watch watch =
                    store.watch(prefix, after)
                            .orElseThrow(() ->
                                    ApiError.expired(
                                            "too old resource version: %d (%d)"
                                                    .formatted(after, store.revision())));
            return new WatchStart(List.of(), after, watch);
        }
        return store.exclusively(() -> {
            Snapshot now = store.list(prefix);
            Watch watch =
                    store.watch(prefix, now.revision())
                            .orElseThrow(() -> ApiError.internal("no watch of now"));
            return new WatchStart(List.copyOf(now.objects().values()), now.revision(), watch);
        });
    }

    static long revision(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,18}")) {
            throw ApiError.badRequest(
                    "invalid: resourceVersion: Invalid value: \"%s\": not a number"
                            .formatted(text));
        }
        return Long.parseLong(text);
    }

    private record Token(long revision, String key) {

        String text() {
            byte[] bytes = (revision + " " + key).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        static Token parse(String text) {
            if (text.isEmpty()) {
                return new Token(0, "");
            }
            try {
                String plain =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int space = plain.indexOf(' ');
                return new Token(
                        Long.parseLong(plain.substring(0, Math.max(0, space))),
                        plain.substring(space + 1));
            } catch (IllegalArgumentException _) {
                throw ApiError.badRequest("continue key is not valid: " + text);
            }
        }
    }
}
