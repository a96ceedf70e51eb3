package io.fairlead.ingest.decode;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Guesses what was meant.
public final class Suggest {
    private static final int WORD_MAX = 64;

    private Suggest() {}

    /// The nearest word, or null when none is near: at most a third of the letters differ.
    public static @Nullable String nearest(String written, Collection<String> words) {
        if (written.length() > WORD_MAX) {
            return null;
        }
        @Nullable String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : words) {
            int distance =
                    distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return best != null
                        && bestDistance
                                <= Math.max(1, Math.min(written.length(), best.length()) / 3)
                ? best
                : null;
    }

    /// Levenshtein distance, in which two swapped neighbours count once.
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
