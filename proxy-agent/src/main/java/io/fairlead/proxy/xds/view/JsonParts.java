package io.fairlead.proxy.xds.view;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/// JSON in parts, each made when it is asked for: for what is too long to be in memory as a whole.
public final class JsonParts {
    private JsonParts() {}

    /// An object with one long list.
    ///
    /// @param before its fields before the list, as they stand between the braces; may be empty
    /// @param list name of the list
    /// @param items of the list, each as JSON, in parts
    public static Iterator<String> object(
            String before, String list, Iterator<Iterator<String>> items) {
        String fields = before.isEmpty() ? "" : before + ", ";
        return chain(
                List.of(
                        one("{" + fields + "\"" + list + "\": [\n"),
                        separated(items),
                        one("]}\n")));
    }

    /// A part.
    public static Iterator<String> one(String part) {
        return List.of(part).iterator();
    }

    /// Items that are one part each.
    public static Iterator<Iterator<String>> ones(Stream<String> items) {
        return items.map(JsonParts::one).iterator();
    }

    /// One after the other.
    static Iterator<String> chain(List<Iterator<String>> all) {
        return new Chain(all.iterator());
    }

    private static Iterator<String> separated(Iterator<Iterator<String>> items) {
        return new Chain(
                new Iterator<>() {
                    private boolean begun;

                    @Override
                    public boolean hasNext() {
                        return items.hasNext();
                    }

                    @Override
                    public Iterator<String> next() {
                        Iterator<String> item = items.next();
                        Iterator<String> next = begun ? chain(List.of(one(",\n"), item)) : item;
                        begun = true;
                        return next;
                    }
                });
    }

    private static final class Chain implements Iterator<String> {
        private final Iterator<Iterator<String>> rest;
        private Iterator<String> now = Collections.emptyIterator();

        Chain(Iterator<Iterator<String>> all) {
            this.rest = all;
        }

        @Override
        public boolean hasNext() {
            while (!now.hasNext() && rest.hasNext()) {
                now = rest.next();
            }
            return now.hasNext();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return now.next();
        }
    }
}
