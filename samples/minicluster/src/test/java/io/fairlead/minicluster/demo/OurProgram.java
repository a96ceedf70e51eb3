package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `fairlead` with these words, in this process, against the cluster of a kubeconfig.
public record OurProgram(Path kubeconfig) {

    /// What it says on both streams, when it does what it is told.
    public String output(String... words) {
        return ended(0, words);
    }

    /// What it says when it can't do what it is told.
    public String failing(String... words) {
        return ended(1, words);
    }

    /// Installs the smallest mesh from the charts of this checkout.
    ///
    /// @param words more of them
    public void installMinimal(String... words) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "install",
                                "--set",
                                "profile=minimal",
                                "--manifests",
                                ClusterProgram.HOME.resolve("charts").toString(),
                                "-y"));
        all.addAll(List.of(words));
        String _ = output(all.toArray(String[]::new));
    }

    private String ended(int expected, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status =
                Main.commandLine()
                        .setOut(writer)
                        .setErr(writer)
                        .execute(all.toArray(String[]::new));
        assertThat(status).as(said.toString()).isEqualTo(expected);
        return said.toString();
    }
}
