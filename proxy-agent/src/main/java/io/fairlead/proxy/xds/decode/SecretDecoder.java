package io.fairlead.proxy.xds.decode;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.fairlead.proxy.model.Credential;

/// Secrets of the control plane (SDS) → [Credential].
final class SecretDecoder {
    private SecretDecoder() {}

    static Decoded<Credential> decode(Secret wire) {
        Notes notes = new Notes(wire.getName());
        if (!wire.getName().startsWith(Credential.PREFIX)) {
            notes.error("only secrets called " + Credential.PREFIX + "… are taken from there");
        }
        Credential found =
                switch (wire.getTypeCase()) {
                    case TLS_CERTIFICATE -> pair(wire, notes);
                    case VALIDATION_CONTEXT -> roots(wire, notes);
                    default -> {
                        notes.error("isn't a certificate and no roots: " + wire.getTypeCase());
                        yield new Credential(wire.getName(), "", "", "", "");
                    }
                };
        return notes.result(found);
    }

    private static Credential pair(Secret wire, Notes notes) {
        TlsCertificate pair = wire.getTlsCertificate();
        return new Credential(
                wire.getName(),
                text(pair.getCertificateChain(), notes.at("certificate_chain")),
                text(pair.getPrivateKey(), notes.at("private_key")),
                "",
                "");
    }

    private static Credential roots(Secret wire, Notes notes) {
        CertificateValidationContext context = wire.getValidationContext();
        return new Credential(
                wire.getName(),
                "",
                "",
                text(context.getTrustedCa(), notes.at("trusted_ca")),
                context.hasCrl() ? text(context.getCrl(), notes.at("crl")) : "");
    }

    private static String text(DataSource source, Notes notes) {
        ByteString bytes =
                switch (source.getSpecifierCase()) {
                    case INLINE_BYTES -> source.getInlineBytes();
                    case INLINE_STRING -> source.getInlineStringBytes();
                    case FILENAME, ENVIRONMENT_VARIABLE, SPECIFIER_NOT_SET -> ByteString.EMPTY;
                };
        if (bytes.isEmpty()) {
            notes.error("has to stand in the secret itself");
        }
        return bytes.toStringUtf8();
    }
}
