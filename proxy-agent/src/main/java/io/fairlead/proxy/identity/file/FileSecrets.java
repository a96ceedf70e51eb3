package io.fairlead.proxy.identity.file;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.pem.PrivateKeys;
import io.fairlead.proxy.identity.pem.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads each file secret that somebody has asked for, and again whenever its files change. What can't be read leaves
/// the last good one in use.
///
/// [#look] is called by one thread, regularly; files are never read on the thread that asks.
public final class FileSecrets {

    /// More names than this are not followed.
    public static final int NAMES_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(FileSecrets.class);

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final Runnable onNew;
    private final Runnable onFailure;

    /// @param onNew is called when somebody asks for another name: time to look
    /// @param onFailure is called for each reading that failed
    public FileSecrets(Runnable onNew, Runnable onFailure) {
        this.onNew = onNew;
        this.onFailure = onFailure;
    }

    /// One name.
    private static final class Entry {
        private final FileName name;
        private String seen = "";
        private @Nullable String failure;
        private volatile @Nullable Secret secret;

        Entry(FileName name) {
            this.name = name;
        }
    }

    /// The last good secret of a name; empty before the first, and for names that are none of files.
    public Optional<Secret> secret(String name) {
        Entry known = entries.get(name);
        if (known != null) {
            return Optional.ofNullable(known.secret);
        }
        Optional<FileName> files = FileName.parse(name);
        if (files.isPresent() && entries.size() < NAMES_MAX) {
            entries.putIfAbsent(name, new Entry(files.get()));
            onNew.run();
        }
        return Optional.empty();
    }

    /// The names that somebody asked for, with their files.
    public Map<String, FileName> names() {
        Map<String, FileName> names = new TreeMap<>();
        entries.forEach((name, entry) -> names.put(name, entry.name));
        return names;
    }

    /// Looks at all files; true when a secret is another one now.
    public boolean look() {
        boolean changed = false;
        for (var named : entries.entrySet()) {
            changed |= look(named.getKey(), named.getValue());
        }
        return changed;
    }

    private boolean look(String name, Entry entry) {
        String seen = fingerprint(entry.name);
        if (seen.equals(entry.seen)) {
            return false;
        }
        entry.seen = seen;
        try {
            Secret next = read(entry.name);
            entry.failure = null;
            if (next.equals(entry.secret)) {
                return false;
            }
            entry.secret = next;
            LOG.info("event=file_secret_read name={}", name);
            return true;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            onFailure.run();
            if (!why.equals(entry.failure)) {
                LOG.warn(
                        "event=file_secret_refused name={} reason=\"{}\" in_use={}",
                        name,
                        why,
                        entry.secret == null ? "none" : "the last good one");
            }
            entry.failure = why;
            return false;
        }
    }

    private static Secret read(FileName name) throws IOException {
        return switch (name) {
            case FileName.Bundle(Path roots) -> new Secret.TrustBundle(certificates(roots));
            case FileName.Revocations(Path lists) -> revocations(lists);
            case FileName.Pair(Path chainFile, Path keyFile) -> {
                List<X509Certificate> chain = certificates(chainFile);
                PrivateKey key = key(keyFile, chain.getFirst());
                if (!PrivateKeys.belongTogether(key, chain.getFirst().getPublicKey())) {
                    throw new IOException(
                            "the key in %s is not of the first certificate in %s. Fix: write both files anew"
                                    .formatted(keyFile, chainFile));
                }
                yield new Secret.KeyPair(chain, key);
            }
        };
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        String text = text(file);
        try {
            return Pem.certificates(text);
        } catch (Unreadable e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Secret.Revocations revocations(Path file) throws IOException {
        String text = text(file);
        try {
            return new Secret.Revocations(Pem.revocations(text));
        } catch (Unreadable e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, X509Certificate of) throws IOException {
        String text = text(file);
        try {
            return Pem.privateKey(text, of);
        } catch (Unreadable e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > Pem.LENGTH_MAX) {
                throw new IOException("%s has more than %d bytes".formatted(file, Pem.LENGTH_MAX));
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is missing", e);
        }
    }

    /// Changes when a file does. Kubernetes replaces mounted files by moving a link, which gives them another key.
    private static String fingerprint(FileName name) {
        List<String> parts = new ArrayList<>();
        switch (name) {
            case FileName.Bundle(Path roots) -> parts.add(fingerprint(roots));
            case FileName.Revocations(Path lists) -> parts.add(fingerprint(lists));
            case FileName.Pair(Path chain, Path key) -> {
                parts.add(fingerprint(chain));
                parts.add(fingerprint(key));
            }
        }
        return String.join("|", parts);
    }

    private static String fingerprint(Path file) {
        try {
            BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
            return of.size() + "," + of.lastModifiedTime() + "," + of.fileKey();
        } catch (IOException _) {
            return "missing";
        }
    }
}
