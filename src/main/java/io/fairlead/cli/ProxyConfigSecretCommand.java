package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.ingest.decode.CertificateText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;

/// `fairlead proxy-config secret`.
@Command(
        name = "secret",
        aliases = {"secrets", "s"},
        mixinStandardHelpOptions = true,
        description =
                "Shows certificates and roots, those in use and those waited for; never a private key.")
final class ProxyConfigSecretCommand extends ProxyConfigPart {
    private static final int HEX = 16;

    ProxyConfigSecretCommand() {
        super(
                ProxyDump.Kind.SECRET,
                List.of(
                        "RESOURCE NAME",
                        "TYPE",
                        "STATUS",
                        "VALID CERT",
                        "SERIAL NUMBER",
                        "NOT AFTER",
                        "NOT BEFORE"));
    }

    /// A line for the leaf of a chain; one for each root.
    @Override
    List<List<String>> rows(JsonNode secret) {
        String name = secret.path("name").asText();
        JsonNode chain = secret.at("/tls_certificate/certificate_chain");
        if (chain.isObject()) {
            List<X509Certificate> all = certificates(chain);
            return all.isEmpty()
                    ? List.of(empty(name, "Cert Chain", "ACTIVE"))
                    : List.of(row(name, "Cert Chain", all.getFirst()));
        }
        JsonNode roots = secret.at("/validation_context/trusted_ca");
        if (roots.isObject()) {
            List<List<String>> rows = new ArrayList<>();
            certificates(roots).forEach(root -> rows.add(row(name, "CA", root)));
            return rows.isEmpty() ? List.of(empty(name, "CA", "ACTIVE")) : rows;
        }
        boolean holdsNothing = !secret.has("tls_certificate") && !secret.has("validation_context");
        return List.of(empty(name, "-", holdsNothing ? "WARMING" : "ACTIVE"));
    }

    private static List<String> row(String name, String type, X509Certificate certificate) {
        return List.of(
                name,
                type,
                "ACTIVE",
                String.valueOf(isValid(certificate)),
                certificate.getSerialNumber().toString(HEX),
                certificate.getNotAfter().toInstant().toString(),
                certificate.getNotBefore().toInstant().toString());
    }

    private static List<String> empty(String name, String type, String status) {
        return List.of(name, type, status, "false", "-", "-", "-");
    }

    private static boolean isValid(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    /// Those of a source; none of one that only names a file, or that holds none.
    private static List<X509Certificate> certificates(JsonNode source) {
        String text = source.path("inline_string").asText();
        try {
            return CertificateText.certificates(
                    text.isEmpty()
                            ? new String(
                                    Base64.getDecoder()
                                            .decode(source.path("inline_bytes").asText()),
                                    StandardCharsets.US_ASCII)
                            : text);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return List.of();
        }
    }
}
