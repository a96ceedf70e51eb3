package io.fairlead.minicluster.api.kind;

import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.model.ResourceType.Naming;
import io.fairlead.minicluster.api.schema.ModelSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/// The types that every cluster has, each with the model class that its fields are read from.
public final class BuiltIns {

    private static final List<BuiltIn> ALL = read();

    public static final ResourceType CRDS = named("CustomResourceDefinition");
    public static final ResourceType NAMESPACES = named("Namespace");
    public static final ResourceType NODES = named("Node");
    public static final ResourceType PODS = named("Pod");
    public static final ResourceType SECRETS = named("Secret");
    public static final ResourceType SERVICE_ACCOUNTS = named("ServiceAccount");

    /// A type and the class that says what fields it has.
    public record BuiltIn(ResourceType type, Class<?> model) {}

    private BuiltIns() {}

    public static List<BuiltIn> all() {
        return ALL;
    }

    /// The schemas of all model classes, with merge keys and descriptions.
    public static ModelSchemas schemas() {
        ModelSchemas schemas =
                new ModelSchemas(table("merge-keys.properties"), table("descriptions.properties"));
        ALL.forEach(one -> schemas.add(one.model()));
        return schemas;
    }

    private static Properties table(String name) {
        Properties table = new Properties();
        try {
            table.load(new StringReader(text(name)));
            return table;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(String name) {
        try (InputStream in = BuiltIns.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ResourceType named(String kind) {
        return ALL.stream()
                .map(BuiltIn::type)
                .filter(type -> type.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<BuiltIn> read() {
        return text("types.txt")
                .lines()
                .filter(l -> !l.startsWith("#"))
                .map(BuiltIns::type)
                .toList();
    }

    private static BuiltIn type(String line) {
        String[] word = line.split(" +");
        int slash = word[0].indexOf('/');
        ResourceType type =
                new ResourceType(
                        slash < 0 ? "" : word[0].substring(0, slash),
                        word[0].substring(slash + 1),
                        new Naming(
                                word[1],
                                word[2],
                                word[1].toLowerCase(Locale.ROOT),
                                words(word[3]),
                                words(word[4])),
                        word[5].equals("namespaced"),
                        Set.copyOf(words(word[6])),
                        false);
        try {
            return new BuiltIn(type, Class.forName("io.fabric8.kubernetes.api.model." + word[7]));
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static List<String> words(String list) {
        return list.equals("-") ? List.of() : Arrays.asList(list.split(","));
    }
}
