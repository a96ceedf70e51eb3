package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// YAML to trees. SnakeYAML finds the structure; what a word means is decided by [PlainScalars].
final class YamlText {
    private static final Tag PLAIN = new Tag("tag:fairlead.io,2026:plain");
    private static final String RULE = "a configuration file is YAML 1.1 or JSON";

    private final Limits limits;
    private final Complaints complaints;
    private int nodes;

    private YamlText(Limits limits, Complaints complaints) {
        this.limits = limits;
        this.complaints = complaints;
    }

    /// The documents of a text. When it does not parse, none: what follows an error cannot be trusted.
    static List<Tree> read(String text, Limits limits, Complaints complaints) {
        return new YamlText(limits, complaints).read(text);
    }

    private List<Tree> read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(limits.fileBytesMax());
        options.setNestingDepthLimit(limits.depthMax());
        options.setMaxAliasesForCollections(limits.aliasesMax());
        List<Tree> documents = new ArrayList<>();
        try {
            Composer composer =
                    new Composer(
                            new ParserImpl(new StreamReader(text), options),
                            new Words11(),
                            options);
            while (composer.checkNode()) {
                Tree document = tree(composer.getNode(), 0);
                if (documents.size() >= limits.documentsMax()) {
                    throw new TooMuch(document.line(), "documents", limits.documentsMax());
                }
                documents.add(document);
            }
            return documents;
        } catch (TooMuch e) {
            tooMuch(e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            complaints.error("yaml-syntax", line, "", new Told(told(e), RULE, fixFor(e)));
        } catch (ReaderException e) {
            int line =
                    1
                            + (int)
                                    text.codePoints()
                                            .limit(e.getPosition())
                                            .filter(c -> c == '\n')
                                            .count();
            String what = "the character U+%04X is not allowed".formatted(e.getCodePoint());
            complaints.error("yaml-syntax", line, "", new Told(what, RULE, "remove it"));
        } catch (YAMLException e) {
            complaints.error("yaml-limit", 0, "", new Told(firstLine(e), RULE, "split the file"));
        }
        return List.of();
    }

    private void tooMuch(TooMuch e) {
        complaints.error(
                "yaml-limit",
                e.line,
                "",
                new Told(
                        "more than " + e.max + " " + e.what,
                        "a file has at most that many",
                        "split the file"));
    }

    private static String told(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return (context + e.getProblem()).replace('\n', ' ');
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String fixFor(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("TAB")) {
            return "indent with blanks, not with tabs";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "check the indentation, and quote a value that contains a colon";
        }
        return "check indentation, quotes and brackets there and in the line above";
    }

    private Tree tree(Node node, int depth) {
        int line = node.getStartMark().getLine() + 1;
        if (++nodes > limits.nodesMax()) {
            throw new TooMuch(line, "values (aliases written out)", limits.nodesMax());
        }
        if (depth > limits.depthMax()) {
            throw new TooMuch(line, "levels of nesting", limits.depthMax());
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, line);
            case SequenceNode sequence -> {
                List<Tree> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(tree(item, depth + 1));
                }
                yield new Tree.Sequence(line, items);
            }
            case MappingNode mapping -> mapping(mapping, line, depth);
            default -> throw new IllegalStateException("SnakeYAML made a " + node.getNodeId());
        };
    }

    private Tree scalar(ScalarNode node, int line) {
        String text = node.getValue();
        if (node.getTag().equals(PLAIN)) {
            return PlainScalars.read(line, text);
        }
        if (node.getTag().equals(Tag.STR) || node.getTag().equals(Tag.BINARY)) {
            return new Tree.Scalar(line, Tree.Type.STRING, text);
        }
        if (node.getTag().startsWith(Tag.PREFIX)) {
            return PlainScalars.read(line, text);
        }
        Told told =
                new Told(
                        "the tag " + node.getTag() + " has no meaning here",
                        RULE,
                        "remove the tag");
        complaints.error("yaml-tag", line, "", told);
        return new Tree.Scalar(line, Tree.Type.STRING, text);
    }

    private Tree mapping(MappingNode mapping, int line, int depth) {
        SequencedMap<String, Tree.Entry> entries = new LinkedHashMap<>();
        SequencedMap<String, Integer> seen = new LinkedHashMap<>();
        List<Tree.Duplicate> duplicates = new ArrayList<>();
        List<Tree> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int at = tuple.getKeyNode().getStartMark().getLine() + 1;
            Tree value = tree(tuple.getValueNode(), depth + 1);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                Told told = new Told("a key is a list or a mapping", RULE, "use a word as key");
                complaints.error("yaml-key", at, "", told);
                continue;
            }
            if (isMerge(key)) {
                merged.add(value);
                continue;
            }
            Integer before = seen.putIfAbsent(key.getValue(), at);
            if (before != null) {
                duplicates.add(new Tree.Duplicate(key.getValue(), before, at));
            } else if (!(value instanceof Tree.Scalar s && s.type() == Tree.Type.NULL)) {
                entries.put(key.getValue(), new Tree.Entry(at, value));
            }
        }
        merged.forEach(value -> merge(value, entries));
        return new Tree.Mapping(line, entries, duplicates);
    }

    private static boolean isMerge(ScalarNode key) {
        return key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN;
    }

    private static void merge(Tree value, SequencedMap<String, Tree.Entry> into) {
        switch (value) {
            case Tree.Mapping mapping -> mapping.entries().forEach(into::putIfAbsent);
            case Tree.Sequence sequence -> sequence.items().forEach(item -> merge(item, into));
            case Tree.Scalar _ -> {
                // Merging a word into a mapping means nothing.
            }
        }
    }

    /// Leaves the meaning of plain words to [PlainScalars].
    private static final class Words11 extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // None: SnakeYAML's differ from Kubernetes'.
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
        }
    }

    /// A limit was passed.
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final String what;
        private final int max;

        TooMuch(int line, String what, int max) {
            super(what);
            this.line = line;
            this.what = what;
            this.max = max;
        }
    }
}
