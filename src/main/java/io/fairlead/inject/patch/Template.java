package io.fairlead.inject.patch;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What kind of proxy a pod asks for.
enum Template {
    /// Beside an application, whose traffic it takes.
    SIDECAR,
    /// By itself: the pod has a container of the proxy's name, whose image is `auto`.
    GATEWAY;

    private static final String ANNOTATION = "inject.istio.io/templates";

    /// The one that is asked for; a wrong wish is told.
    static Template of(Asked asked) {
        String text = asked.text(ANNOTATION, SIDECAR.word()).strip();
        return Arrays.stream(values())
                .filter(one -> one.word().equals(text))
                .findFirst()
                .orElseGet(() -> {
                    asked.bad(
                            ANNOTATION,
                            text,
                            Arrays.stream(values())
                                    .map(Template::word)
                                    .collect(Collectors.joining(" or ")));
                    return SIDECAR;
                });
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
