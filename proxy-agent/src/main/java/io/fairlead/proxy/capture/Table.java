package io.fairlead.proxy.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;

/// One table of packet rules, written down in order.
final class Table {
    private static final String OWN = "ISTIO_";

    private final String name;
    private final List<String> rules = new ArrayList<>();
    private final SequencedSet<String> chains = new TreeSet<>();

    Table(String name) {
        this.name = name;
    }

    /// A rule at the end of a chain.
    void add(String chain, String rule) {
        line("-A " + chain + " ", rule);
        own(chain);
    }

    /// A rule before all that are in the chain so far.
    void first(String chain, String rule) {
        line("-I " + chain + " 1 ", rule);
        own(chain);
    }

    private void line(String start, String rule) {
        String text = start + rule;
        rules.add(text);
        own(text.substring(text.lastIndexOf(' ') + 1));
    }

    private void own(String word) {
        if (word.startsWith(OWN)) {
            chains.add(word);
        }
    }

    /// Empty when there are no rules. A chain of ours that is there already is emptied by its line, so that a second
    /// run adds nothing to it.
    String text() {
        if (rules.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("*" + name + "\n");
        chains.forEach(chain -> text.append(":").append(chain).append(" - [0:0]\n"));
        rules.forEach(rule -> text.append(rule).append('\n'));
        return text.append("COMMIT\n").toString();
    }
}
