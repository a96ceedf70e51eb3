package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.TlsFacts.PeerFacts;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate.Details;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate.Forward;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// `x-forwarded-client-cert`: how the application learns who asks. Nobody but a proxy may say it, so what a plaintext
/// client says of itself is taken away.
final class ClientCertificates {

    private static final String HEADER = "x-forwarded-client-cert";

    private ClientCertificates() {}

    /// What this proxy says of a connection, once for all its requests; null when the client showed no certificate.
    static @Nullable String element(@Nullable TlsFacts tls, Details details) {
        PeerFacts peer = tls == null ? null : tls.peer();
        if (tls == null || peer == null) {
            return null;
        }
        var element = new StringJoiner(";");
        if (tls.localUri() != null) {
            element.add("By=" + tls.localUri());
        }
        element.add("Hash=" + peer.sha256());
        if (details.cert()) {
            element.add("Cert=\"" + encoded(peer.chain().getFirst()) + "\"");
        }
        if (details.chain()) {
            var chain = new StringBuilder();
            peer.chain().forEach(one -> chain.append(encoded(one)));
            element.add("Chain=\"" + chain + "\"");
        }
        if (details.subject()) {
            element.add("Subject=\"" + peer.subject() + "\"");
        }
        if (details.uri()) {
            peer.uris().forEach(uri -> element.add("URI=" + uri));
        }
        if (details.dns()) {
            peer.dnsNames().forEach(name -> element.add("DNS=" + name));
        }
        return element.toString();
    }

    private static String encoded(X509Certificate certificate) {
        try {
            byte[] newline = {'\n'};
            String body =
                    Base64.getMimeEncoder(64, newline).encodeToString(certificate.getEncoded());
            String pem = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
            return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was accepted has bytes", e);
        }
    }

    /// Changes the header of a request on its way to a host.
    ///
    /// @param element what this proxy says, or null
    static void edit(Edits edits, Head head, Forward mode, @Nullable String element) {
        if (mode == Forward.ALWAYS_FORWARD_ONLY
                || (mode == Forward.FORWARD_ONLY && element != null)) {
            return;
        }
        edits.skip(KnownHeader.X_FORWARDED_CLIENT_CERT);
        if (element == null) {
            return;
        }
        if (mode == Forward.SANITIZE_SET) {
            edits.put(HEADER, element);
        } else if (mode == Forward.APPEND_FORWARD) {
            String before = head.value(HEADER);
            edits.put(HEADER, before == null ? element : before + "," + element);
        }
    }
}
