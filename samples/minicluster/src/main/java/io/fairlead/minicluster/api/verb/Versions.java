package io.fairlead.minicluster.api.verb;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The order of versions: `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`, then the rest by name.
final class Versions {

    private static final Pattern KUBE = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    static final Comparator<String> BEST_FIRST =
            Comparator.comparingInt(Versions::stability)
                    .thenComparing(Comparator.comparingLong(Versions::number).reversed())
                    .thenComparing(Comparator.naturalOrder());

    private Versions() {}

    private static int stability(String version) {
        Matcher kube = KUBE.matcher(version);
        if (!kube.matches()) {
            return 3;
        }
        return switch (String.valueOf(kube.group(2))) {
            case "alpha" -> 2;
            case "beta" -> 1;
            default -> 0;
        };
    }

    private static long number(String version) {
        Matcher kube = KUBE.matcher(version);
        if (!kube.matches()) {
            return 0;
        }
        long minor = kube.group(3) == null ? 0 : Long.parseLong(kube.group(3));
        return Long.parseLong(kube.group(1)) * 1_000 + minor;
    }
}
