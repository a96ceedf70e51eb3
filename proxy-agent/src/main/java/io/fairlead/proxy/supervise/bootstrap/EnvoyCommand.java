package io.fairlead.proxy.supervise.bootstrap;

import java.util.ArrayList;
import java.util.List;

/// The words that start a stock Envoy.
public final class EnvoyCommand {
    private EnvoyCommand() {}

    /// @param wrapper words before the program; may be empty
    /// @param bootstrap file with what [EnvoyBootstrap] made
    public static List<String> of(
            List<String> wrapper, String program, String bootstrap, EnvoySettings settings) {
        List<String> words = new ArrayList<>(wrapper);
        words.add(program);
        words.addAll(List.of("-c", bootstrap));
        words.addAll(List.of("--concurrency", Integer.toString(settings.concurrency())));
        words.addAll(List.of("--drain-time-s", Long.toString(settings.drain().toSeconds())));
        // Each answer of a listener that is going says so; a random part of them wouldn't do for a
        // few seconds.
        words.addAll(List.of("--drain-strategy", "immediate"));
        words.add("--disable-hot-restart");
        words.addAll(List.of("--log-level", "warning"));
        // Fields that older Envoys need and newer ones call deprecated, once for each resource.
        words.addAll(List.of("--component-log-level", "misc:error"));
        words.addAll(List.of("--log-format", "%Y-%m-%dT%T.%fZ level=%l logger=envoy.%n %v"));
        return words;
    }
}
