package io.fairlead.proxy.capture;

import java.util.List;
import java.util.stream.Stream;

/// Words with commas between them.
final class Words {
    private Words() {}

    static List<String> of(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }
}
