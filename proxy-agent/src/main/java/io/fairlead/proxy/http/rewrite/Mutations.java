package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.model.HeaderMutations;
import java.util.ArrayList;
import java.util.List;

/// Header changes of all levels that apply to a route, compiled.
public final class Mutations {
    /// Nothing changes.
    public static final Mutations NONE = new Mutations(List.of());

    private final List<Level> levels;

    private record Level(List<String> remove, List<Step> set) {}

    private record Step(HeaderMutations.Set header, ValueFormat format) {}

    private Mutations(List<Level> levels) {
        this.levels = List.copyOf(levels);
    }

    /// @param inOrder the level that is applied first comes first; what a later one overwrites, it wins
    public static Mutations compile(List<HeaderMutations> inOrder) {
        List<Level> levels = new ArrayList<>();
        for (HeaderMutations level : inOrder) {
            if (!level.isEmpty()) {
                List<Step> steps =
                        level.set().stream()
                                .map(set -> new Step(set, ValueFormat.compile(set.value())))
                                .toList();
                levels.add(new Level(level.remove(), steps));
            }
        }
        return levels.isEmpty() ? NONE : new Mutations(levels);
    }

    /// True when it changes nothing.
    public boolean isEmpty() {
        return levels.isEmpty();
    }

    /// Applies them: in each level removals first.
    public void apply(HeaderEditor head, FormatSource source) {
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            level.remove().forEach(head::remove);
            for (Step step : level.set()) {
                String value = step.format().render(source);
                if (!value.isEmpty() || step.header().keepEmpty()) {
                    set(head, step.header(), value);
                }
            }
        }
    }

    private static void set(HeaderEditor head, HeaderMutations.Set header, String value) {
        switch (header.mode()) {
            case APPEND -> head.add(header.name(), value);
            case OVERWRITE -> head.set(header.name(), value);
            case ADD_IF_ABSENT -> {
                if (!head.has(header.name())) {
                    head.add(header.name(), value);
                }
            }
            case OVERWRITE_IF_EXISTS -> {
                if (head.has(header.name())) {
                    head.set(header.name(), value);
                }
            }
        }
    }
}
