package io.fairlead.parity;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Whether two data planes answer one request alike. Where nothing is left to chance, the first answers are equal.
/// Where chance decides (weights, balancing) both are asked until each has given every answer that the other has.
///
/// @param theirs how often each answer came from one
/// @param ours and from the other
record Agreement(Map<String, Integer> theirs, Map<String, Integer> ours) {

    /// An answer of one half in a hundred has come by then with a probability of 0.998.
    static final int ASKED_MAX = 1_200;

    /// When some rare answers came from one side only, those that came so often have to come from both.
    static final int OFTEN = 8;

    /// Nothing to compare: neither must ever be given.
    static final String NO_ANSWER = "no answer";

    /// Asks both until they agree.
    ///
    /// @return what differs
    static Optional<Agreement> between(Supplier<String> theirs, Supplier<String> ours) {
        Agreement seen = new Agreement(new TreeMap<>(), new TreeMap<>());
        for (int asked = 0; asked < ASKED_MAX; asked++) {
            seen.theirs.merge(theirs.get(), 1, Integer::sum);
            seen.ours.merge(ours.get(), 1, Integer::sum);
            if (seen.isHanging()) {
                return Optional.of(seen);
            }
            if (seen.theirs.keySet().equals(seen.ours.keySet())) {
                return Optional.empty();
            }
            // Both always say the same, but not the same as the other.
            if (asked >= 40 && seen.theirs.size() == 1 && seen.ours.size() == 1) {
                return Optional.of(seen);
            }
        }
        return seen.rareAside() ? Optional.empty() : Optional.of(seen);
    }

    private boolean isHanging() {
        return theirs.containsKey(NO_ANSWER) || ours.containsKey(NO_ANSWER);
    }

    private boolean rareAside() {
        return covers(theirs, ours) && covers(ours, theirs);
    }

    private static boolean covers(Map<String, Integer> some, Map<String, Integer> others) {
        return some.entrySet().stream()
                .allMatch(one -> one.getValue() < OFTEN || others.containsKey(one.getKey()));
    }

    @Override
    public String toString() {
        return "--- Envoy\n" + only(theirs, ours) + "\n--- ours\n" + only(ours, theirs) + "\n";
    }

    /// Answers that the other never gave; all, where there are none.
    private static String only(Map<String, Integer> some, Map<String, Integer> others) {
        StringBuilder text = new StringBuilder();
        some.forEach((answer, times) -> {
            if (!others.containsKey(answer)) {
                text.append(times).append(" times:\n").append(answer).append('\n');
            }
        });
        return text.isEmpty() ? some.size() + " answers, all given by both" : text.toString();
    }
}
