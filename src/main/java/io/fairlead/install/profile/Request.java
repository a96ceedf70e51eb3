package io.fairlead.install.profile;

import java.util.List;

/// What somebody asks to be installed.
///
/// @param files of kind IstioOperator, the later over the earlier
/// @param sets `PATH=VALUE`, over all files
/// @param texts the same, whose values are texts whatever they look like
/// @param revision name of the control plane; empty where files and settings say it
/// @param namespace where; empty where files say it, else istio-system
public record Request(
        List<NamedText> files,
        List<String> sets,
        List<String> texts,
        String revision,
        String namespace) {
    public Request {
        files = List.copyOf(files);
        sets = List.copyOf(sets);
        texts = List.copyOf(texts);
    }

    /// A file's name and what stands in it.
    public record NamedText(String name, String text) {}

    /// Nothing but settings.
    public static Request of(String... sets) {
        return new Request(List.of(), List.of(sets), List.of(), "", "");
    }
}
