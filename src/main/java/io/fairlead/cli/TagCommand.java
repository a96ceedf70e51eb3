package io.fairlead.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.RevisionTags;
import io.fairlead.install.apply.RevisionTags.Tag;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead tag`: second names for revisions.
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = {
            "Second names for revisions: namespaces with the label istio.io/rev=TAG",
            "get the proxies of the revision that the tag is of. The tag default is",
            "what istio-injection=enabled asks for."
        },
        footer = {
            "",
            "Exit status: 0 done, 1 not (it is said why), 2 wrong use.",
            "Example: fairlead tag set prod --revision canary"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class TagCommand implements Runnable {
    private static final int FAILED = 1;

    @CommandLine.Spec private CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public TagCommand() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "what with tags? set, list, remove or generate");
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Makes a tag, or leads it to another revision.")
    int set(
            @Mixin Wanted wanted,
            @Option(names = "--overwrite", description = "Also where the tag is there already.")
                    boolean overwrite,
            @Mixin ClusterFlags where) {
        return with(
                where,
                tags -> {
                    Optional<Tag> before = tags.find(wanted.tag);
                    if (before.isPresent() && !overwrite) {
                        throw new Refusal(
                                "tag %s is there already, of revision %s; fix: --overwrite"
                                        .formatted(wanted.tag, before.get().revision()));
                    }
                    tags.set(wanted.tag, wanted.revision);
                    say(
                            "tag %s is of revision %s; namespaces ask for it by istio.io/rev=%s"
                                    .formatted(wanted.tag, wanted.revision, wanted.tag));
                });
    }

    @Command(
            name = "generate",
            mixinStandardHelpOptions = true,
            description = "Prints what set would apply.")
    int generate(@Mixin Wanted wanted, @Mixin ClusterFlags where) {
        return with(
                where,
                tags ->
                        tags.planned(wanted.tag, wanted.revision)
                                .forEach(object ->
                                        spec.commandLine()
                                                .getOut()
                                                .print("---\n" + YamlWriter.write(object))));
    }

    @Command(
            name = "list",
            aliases = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the tags, their revisions, and who asks for them.")
    int list(@Mixin OutputFlag output, @Mixin ClusterFlags where) {
        return with(
                where,
                tags -> {
                    List<Tag> all = tags.all();
                    output.print(
                            new JsonMapper().valueToTree(all),
                            () -> table(all),
                            spec.commandLine().getOut());
                });
    }

    @Command(
            name = "remove",
            aliases = "delete",
            mixinStandardHelpOptions = true,
            description = "Takes a tag away.")
    int remove(
            @Parameters(paramLabel = "TAG") String tag,
            @Option(
                            names = {"-y", "--skip-confirmation"},
                            description = "Also where namespaces ask for it.")
                    boolean yes,
            @Mixin ClusterFlags where) {
        return with(
                where,
                tags -> {
                    Tag there =
                            tags.find(tag).orElseThrow(() -> new Refusal("there is no tag " + tag));
                    if (!there.namespaces().isEmpty() && !yes) {
                        throw new Refusal(
                                "new pods of %s would get no proxy without tag %s; fix: -y"
                                        .formatted(there.namespaces(), tag));
                    }
                    tags.remove(tag);
                    say("tag %s is removed".formatted(tag));
                });
    }

    /// A tag, and of whom it is to be.
    static final class Wanted {
        @Parameters(paramLabel = "TAG")
        private String tag;

        @Option(
                names = {"-r", "--revision"},
                paramLabel = "NAME",
                required = true,
                description = "Whose proxies namespaces of the tag get.")
        private String revision;

        /// For picocli, which sets the fields.
        @SuppressWarnings("NullAway.Init")
        Wanted() {}
    }

    private static List<String> table(List<Tag> tags) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TAG", "REVISION", "NAMESPACES"));
        for (Tag tag : tags) {
            rows.add(
                    List.of(
                            tag.name(),
                            tag.revision(),
                            TextTable.cell(String.join(",", tag.namespaces()))));
        }
        return TextTable.lines(rows);
    }

    /// What is not done, and why.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why);
        }
    }

    /// What is done with the tags of a cluster.
    private interface Work {
        void on(RevisionTags tags) throws ClusterException, Refusal;
    }

    private int with(ClusterFlags where, Work work) {
        try (Cluster cluster = where.open()) {
            work.on(RevisionTags.of(cluster));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (ClusterException | Refusal e) {
            InstallFlags.print(
                    List.of(String.valueOf(e.getMessage())), spec.commandLine().getErr());
            return FAILED;
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
