package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.install.profile.ChartsOfCheckout;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManifestCommandTest {
    @TempDir private Path dir;

    /// @param status of the command
    private record Ran(int status, String out, String err) {}

    private static Ran run(Object command, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!all.contains("diff") || command instanceof ProfileCommand) {
            all.add("--manifests");
            all.add(ChartsOfCheckout.DIRECTORY.toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                new CommandLine(command)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    @Test
    void generatesTheSameBytesTwiceAndOnlyYaml() {
        Ran first = run(new ManifestCommand(), "generate", "--set", "profile=demo");
        Ran second = run(new ManifestCommand(), "generate", "--set", "profile=demo");
        assertThat(first.status()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).isEqualTo(second.out());
        Documents read = Documents.read("out", first.out(), Limits.DEFAULT);
        assertThat(read.problems()).isEmpty();
        assertThat(read.values()).hasSizeGreaterThan(50);
    }

    @Test
    void printsNothingWhereSomethingIsWrong() {
        Ran ran =
                run(new ManifestCommand(), "generate", "--set", "addComponents.kiali.enabled=true");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("unknown field \"addComponents\"")
                .contains("addonComponents");
    }

    @Test
    void profilesAreListedAsIstioctlDoes() {
        assertThat(run(new ProfileCommand(), "list").out().lines())
                .containsExactly(
                        "Istio configuration profiles:",
                        "    default",
                        "    demo",
                        "    empty",
                        "    minimal",
                        "    preview");
    }

    @Test
    void aDumpedProfileIsAFileForGenerate() throws Exception {
        Ran dumped = run(new ProfileCommand(), "dump", "demo");
        assertThat(dumped.out())
                .startsWith("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n")
                .contains("  components:\n", "  addonComponents:\n", "  values:\n");
        Path file = Files.writeString(dir.resolve("raw_settings.yaml"), dumped.out());
        assertThat(run(new ManifestCommand(), "generate", "-f", file.toString()).out())
                .isEqualTo(run(new ManifestCommand(), "generate", "--set", "profile=demo").out());
    }

    @Test
    void profilesAreCompared() {
        Ran ran = run(new ProfileCommand(), "diff", "default", "preview");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out().lines())
                .containsExactly(
                        "+ values.global.proxy: {\"nativeSidecar\":true,\"holdApplicationUntilProxyStarts\":true}");
        assertThat(run(new ProfileCommand(), "diff", "demo", "demo").status()).isZero();
        assertThat(run(new ProfileCommand(), "diff", "demo", "demmo").err())
                .contains("did you mean demo?");
    }

    @Test
    void manifestsAreComparedByWhatTheySay() throws Exception {
        Path one =
                Files.writeString(
                        dir.resolve("a.yaml"), run(new ManifestCommand(), "generate").out());
        Path other =
                Files.writeString(
                        dir.resolve("b.yaml"),
                        run(new ManifestCommand(), "generate", "--set", "tag=1.2.3").out());
        assertThat(run(new ManifestCommand(), "diff", one.toString(), one.toString()).status())
                .isZero();
        Ran ran = run(new ManifestCommand(), "diff", one.toString(), other.toString());
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .contains("~ Deployment istio-system/istiod\n")
                .contains(
                        "    ~ spec.template.spec.containers[0].image: \"docker.io/fairlead/pilot:0.1.0\" ->"
                                + " \"docker.io/fairlead/pilot:1.2.3\"\n");
    }
}
