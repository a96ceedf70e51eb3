package io.fairlead.minicluster.controllers;

import io.fairlead.minicluster.schema.PodTemplate;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// The made-up parts of a pod's name: letters and digits that form no words, as in Kubernetes.
public final class PodNames {

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;

    private PodNames() {}

    /// A random suffix, so that a pod made again has another name.
    public static String suffix(RandomGenerator random) {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return suffix.toString();
    }

    /// Stands for a template: equal templates have equal hashes, on every run.
    public static String hash(PodTemplate template) {
        // Maps in a fixed order, since the text of an immutable map differs from run to run.
        String text =
                new TreeMap<>(template.labels())
                        + "\n"
                        + new TreeMap<>(template.annotations())
                        + "\n"
                        + template.spec();
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        long rest = sum.getValue() * 2_654_435_761L & Long.MAX_VALUE;
        StringBuilder hash = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            hash.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return hash.toString();
    }
}
