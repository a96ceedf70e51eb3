package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the certificates of a Secret: `tls.crt`, `tls.key`, `ca.crt`, `ca.crl`, or by their older names `cert`, `key`,
/// `cacert`, `crl`. What is in a Secret is never part of a message.
record SecretReader(Complaints complaints) {
    private static final String TLS = "kubernetes.io/tls";
    private static final String BEGIN = "-----BEGIN ";

    /// Null for a Secret that holds something else.
    @Nullable Secret read(Meta meta, Cursor object) {
        SortedMap<String, String> data = new TreeMap<>();
        words(object, "data").forEach((name, word) -> decoded(object, name, word, data));
        data.putAll(words(object, "stringData"));
        Secret secret =
                new Secret(
                        meta,
                        of(data, "tls.crt", "cert"),
                        of(data, "tls.key", "key"),
                        of(data, "ca.crt", "cacert"),
                        of(data, "ca.crl", "crl"));
        boolean ofTls = object.text("type").equals(TLS);
        boolean certificates = isPem(secret.chain()) || isPem(secret.roots());
        if (!ofTls && !certificates) {
            return null;
        }
        check(secret, object, ofTls);
        return secret;
    }

    private void check(Secret secret, Cursor object, boolean ofTls) {
        if (secret.chain().isEmpty() != secret.privateKey().isEmpty()
                || (ofTls && secret.chain().isEmpty())) {
            complain(
                    object,
                    "has a certificate without its key, or a key without its certificate",
                    "tls.crt and tls.key belong together",
                    "write both");
            return;
        }
        read(
                object,
                "tls.crt",
                () -> {
                    if (secret.hasPair()) {
                        CertificateText.pair(secret.chain(), secret.privateKey());
                    }
                });
        read(
                object,
                "ca.crt",
                () -> {
                    if (!secret.roots().isEmpty()) {
                        CertificateText.certificates(secret.roots());
                    }
                });
        read(
                object,
                "ca.crl",
                () -> {
                    if (!secret.revocations().isEmpty()) {
                        CertificateText.revocations(secret.revocations());
                    }
                });
    }

    private interface Reading {
        void run() throws GeneralSecurityException;
    }

    private void read(Cursor object, String what, Reading reading) {
        try {
            reading.run();
        } catch (GeneralSecurityException e) {
            complain(
                    object,
                    what + " can't be used: " + e.getMessage(),
                    "a Secret holds certificates and their keys as PEM",
                    "write the files anew, as with kubectl create secret");
        }
    }

    private void decoded(Cursor object, String name, String word, SortedMap<String, String> into) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(word);
            into.put(name, new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            complain(
                    object,
                    "\"" + name + "\" is not base64",
                    "what stands in data is base64",
                    "encode it, or write it into stringData");
        }
    }

    private SortedMap<String, String> words(Cursor object, String field) {
        if (object.has(field) && object.child(field) == null) {
            complain(
                    object,
                    field + " is not a mapping of names to words",
                    "a Secret has data by name",
                    "correct it");
        }
        return object.textMap(field);
    }

    private void complain(Cursor object, String what, String rule, String fix) {
        String field = object.has("data") ? "data" : "stringData";
        complaints.error("bad-secret", object.lineOf(field), field, new Told(what, rule, fix));
    }

    private static boolean isPem(String text) {
        return text.contains(BEGIN);
    }

    private static String of(SortedMap<String, String> data, String name, String older) {
        return data.getOrDefault(name, data.getOrDefault(older, ""));
    }
}
