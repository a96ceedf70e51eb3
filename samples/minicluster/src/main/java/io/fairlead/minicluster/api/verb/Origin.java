package io.fairlead.minicluster.api.verb;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Where new objects get their time and their names from.
public record Origin(InstantSource clock, RandomGenerator random) {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LETTERS = 5;

    /// Now, as objects spell it.
    String timestamp(long secondsFromNow) {
        return clock.instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(secondsFromNow)
                .toString();
    }

    /// A new random one.
    public String uid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }

    String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LETTERS; i++) {
            suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return suffix.toString();
    }
}
