package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Told;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns the text of one file into typed objects. Mutable, lives for one file; [#decode] is a pure function.
public final class Decoder {
    private final String file;
    private final Limits limits;
    private final Complaints complaints;
    private final List<Decoded.Item> items = new ArrayList<>();
    private final Set<ObjectKey> refused = new HashSet<>();
    private final Map<ObjectKey, Integer> seen = new HashMap<>();
    private boolean nameless;

    private Decoder(String file, Limits limits) {
        this.file = file;
        this.limits = limits;
        this.complaints = new Complaints(file, limits.problemsMax());
    }

    /// Reads one file.
    ///
    /// @param file name for messages; one that ends in `.json` is read as JSON
    public static Decoded decode(String file, String text, Limits limits) {
        return new Decoder(file, limits).decode(text);
    }

    /// Reads one file from its bytes, which are UTF-8.
    public static Decoded decode(String file, byte[] bytes, Limits limits) {
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        try {
            return decode(file, strict.decode(ByteBuffer.wrap(bytes)).toString(), limits);
        } catch (CharacterCodingException _) {
            String what = "the file is not text in UTF-8";
            return refusal(
                    file, "not-utf8", new Told(what, "configuration is UTF-8", "save it as UTF-8"));
        }
    }

    /// Whether objects of this kind are read in this version.
    public static boolean reads(String group, String version, String kind) {
        Schema.Kind known = SchemaText.SCHEMA.kind(group, kind);
        return known != null && known.versions().contains(version);
    }

    /// The API groups of all kinds that are read.
    public static Set<String> groups() {
        return SchemaText.SCHEMA.kinds().values().stream()
                .map(Schema.Kind::group)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What is left of a file that cannot be read at all.
    public static Decoded refusal(String file, String code, Told told) {
        Problem problem =
                new Problem(
                        code,
                        Problem.Severity.ERROR,
                        null,
                        file,
                        0,
                        "",
                        told.what(),
                        told.rule(),
                        told.fix());
        return new Decoded(false, List.of(), Set.of(), true, List.of(problem));
    }

    private Decoded decode(String text) {
        if (text.length() > limits.fileBytesMax()) {
            complaints.error("file-too-large", 0, "", tooLarge(limits.fileBytesMax()));
            return result(false);
        }
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        boolean json = file.toLowerCase(Locale.ROOT).endsWith(".json");
        List<Tree> documents =
                json
                        ? JsonText.read(bare, limits, complaints)
                        : YamlText.read(bare, limits, complaints);
        boolean readable = complaints.errors() == 0 || !documents.isEmpty();
        List<Tree> objects = new ArrayList<>();
        documents.forEach(document -> flatten(document, objects));
        if (objects.size() > limits.objectsMax()) {
            Told told =
                    new Told(
                            "more than " + limits.objectsMax() + " objects",
                            "a file has at most that many",
                            "split it");
            complaints.error("too-many-objects", 0, "", told);
            return result(false);
        }
        objects.forEach(this::object);
        return result(readable);
    }

    /// Said of a file that passes its limit.
    public static Told tooLarge(int bytesMax) {
        return new Told(
                "the file is larger than " + bytesMax + " bytes",
                "a configuration file has a bounded size",
                "split it");
    }

    private Decoded result(boolean readable) {
        return new Decoded(readable, items, refused, nameless, complaints.all());
    }

    /// Empty documents vanish, Lists become their items.
    private void flatten(Tree document, List<Tree> into) {
        if (document instanceof Tree.Scalar scalar && scalar.type() == Tree.Type.NULL) {
            return;
        }
        if (document instanceof Tree.Mapping mapping
                && mapping.get("kind") instanceof Tree.Scalar kind
                && kind.text().endsWith("List")
                && mapping.get("items") instanceof Tree.Sequence list) {
            list.items().forEach(item -> flatten(item, into));
            return;
        }
        into.add(document);
    }

    private void object(Tree document) {
        complaints.about(null);
        if (!(document instanceof Tree.Mapping mapping)) {
            Told told =
                    new Told(
                            "is " + document.describe() + ", expected an object",
                            "a document is an object with apiVersion, kind and metadata",
                            "check the indentation, and that the document begins with apiVersion:");
            complaints.error("not-an-object", document.line(), "", told);
            nameless = true;
            return;
        }
        int before = complaints.errors();
        Header header = Header.read(mapping, complaints);
        if (header == null) {
            nameless = nameless || complaints.errors() > before;
            return;
        }
        ObjectKey key = header.meta().key();
        Duplicates.tell(mapping, "", complaints);
        new SchemaCheck(header.kind(), complaints).check(mapping, "");
        Integer first = seen.putIfAbsent(key, mapping.line());
        if (first != null) {
            sameName(key, first, mapping.line());
            return;
        }
        Cursor cursor = new Cursor(mapping, "");
        MeshObject object = Kinds.decode(header, cursor, complaints);
        if (complaints.errors() > before) {
            refused.add(key);
        } else if (object != null) {
            Map<String, Integer> lines = Lines.of(object, mapping);
            Effects.tell(object, lines, mapping.line(), complaints);
            items.add(new Decoded.Item(object, new Origin(file, mapping.line(), lines)));
        }
    }

    private void sameName(ObjectKey key, int first, int line) {
        complaints.error(
                "duplicate-object",
                line,
                "metadata.name",
                new Told(
                        key
                                + " is written twice: "
                                + file
                                + ":"
                                + first
                                + " and "
                                + file
                                + ":"
                                + line,
                        "an object is written once; the first counts",
                        "rename or remove one of them"));
    }
}
