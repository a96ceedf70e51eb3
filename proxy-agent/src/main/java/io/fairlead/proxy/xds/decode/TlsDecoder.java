package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.TlsSettings.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Transport sockets → [ServerTransport] and [ClientTransport]. What would make a connection less safe than was asked
/// for is an error: such a resource is refused.
final class TlsDecoder {
    private static final String SOCKETS = "type.googleapis.com/envoy.extensions.transport_sockets.";
    private static final String FILE_LISTS = "file-crl:";
    private static final String RAW = SOCKETS + "raw_buffer.v3.RawBuffer";

    /// Suites of TLS 1.2 that may be asked for: forward secret ones, and the two without that Istio still allows.
    private static final Set<String> CIPHERS =
            Set.of(
                    "ECDHE-ECDSA-AES256-GCM-SHA384",
                    "ECDHE-RSA-AES256-GCM-SHA384",
                    "ECDHE-ECDSA-AES128-GCM-SHA256",
                    "ECDHE-RSA-AES128-GCM-SHA256",
                    "ECDHE-ECDSA-CHACHA20-POLY1305",
                    "ECDHE-RSA-CHACHA20-POLY1305",
                    "AES256-GCM-SHA384",
                    "AES128-GCM-SHA256");

    private static final Set<String> GROUPS =
            Set.of("X25519", "P-256", "P-384", "P-521", "X25519MLKEM768");

    private TlsDecoder() {}

    static ServerTransport server(TransportSocket wire, Notes notes) {
        String type = wire.getTypedConfig().getTypeUrl();
        if (isPlain(wire)) {
            return new ServerTransport.Plain();
        }
        if (!type.equals(SOCKETS + "tls.v3.DownstreamTlsContext")) {
            notes.error("a transport socket that isn't known: " + wire.getName() + " " + type);
            return new ServerTransport.Plain();
        }
        DownstreamTlsContext context =
                notes.parse(wire.getTypedConfig(), DownstreamTlsContext.parser())
                        .orElse(DownstreamTlsContext.getDefaultInstance());
        TlsSettings settings = settings(context.getCommonTlsContext(), notes);
        boolean required = context.getRequireClientCertificate().getValue();
        if (settings.certificate() == null) {
            notes.error("a server needs a certificate: tls_certificates is empty");
        }
        if (required && !settings.validation().judges()) {
            notes.error("require_client_certificate needs a validation_context with trusted_ca");
        }
        if (context.hasSessionTicketKeys() || context.hasSessionTicketKeysSdsSecretConfig()) {
            notes.noEffect("session_ticket_keys have no effect: each proxy makes its own");
        }
        return new ServerTransport.Tls(settings, required);
    }

    static ClientTransport client(TransportSocket wire, Notes notes) {
        String type = wire.getTypedConfig().getTypeUrl();
        if (isPlain(wire)) {
            return new ClientTransport.Plain();
        }
        if (!type.equals(SOCKETS + "tls.v3.UpstreamTlsContext")) {
            notes.error("a transport socket that isn't known: " + wire.getName() + " " + type);
            return new ClientTransport.Plain();
        }
        UpstreamTlsContext context =
                notes.parse(wire.getTypedConfig(), UpstreamTlsContext.parser())
                        .orElse(UpstreamTlsContext.getDefaultInstance());
        if (context.getAllowRenegotiation()) {
            notes.error("allow_renegotiation: renegotiation is never done");
        }
        if (context.getAutoSniSanValidation()) {
            notes.error("auto_sni_san_validation isn't known: name match_typed_subject_alt_names");
        }
        return new ClientTransport.Tls(
                settings(context.getCommonTlsContext(), notes), context.getSni());
    }

    private static boolean isPlain(TransportSocket wire) {
        Any config = wire.getTypedConfig();
        return config.getTypeUrl().equals(RAW)
                || (config.getTypeUrl().isEmpty() && wire.getName().endsWith("raw_buffer"));
    }

    private static TlsSettings settings(CommonTlsContext wire, Notes notes) {
        TlsParameters parameters = wire.getTlsParams();
        TlsVersion minimum = minimum(parameters.getTlsMinimumProtocolVersion());
        TlsVersion maximum = maximum(parameters.getTlsMaximumProtocolVersion(), notes);
        if (minimum.compareTo(maximum) > 0) {
            notes.error("tls_params: the least version is above the greatest");
        }
        return new TlsSettings(
                certificate(wire, notes),
                validation(wire, notes.at("validation_context")),
                wire.getAlpnProtocolsList(),
                minimum,
                maximum,
                known(parameters.getCipherSuitesList(), CIPHERS, notes.at("cipher_suites")),
                known(parameters.getEcdhCurvesList(), GROUPS, notes.at("ecdh_curves")));
    }

    /// Older versions than 1.2 are never spoken, whoever asks for them.
    private static TlsVersion minimum(TlsProtocol wire) {
        return wire == TlsProtocol.TLSv1_3 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
    }

    private static TlsVersion maximum(TlsProtocol wire, Notes notes) {
        return switch (wire) {
            case TLS_AUTO, TLSv1_3, UNRECOGNIZED -> TlsVersion.TLS_1_3;
            case TLSv1_2 -> TlsVersion.TLS_1_2;
            case TLSv1_0, TLSv1_1 -> {
                notes.error("tls_params: TLS below 1.2 is never spoken");
                yield TlsVersion.TLS_1_2;
            }
        };
    }

    private static List<String> known(List<String> wire, Set<String> names, Notes notes) {
        List<String> taken = new ArrayList<>();
        for (String entry : wire) {
            String inner = entry.replace("[", "").replace("]", "");
            for (String name : inner.split("[|:]", -1)) {
                if (names.contains(name)) {
                    taken.add(name);
                } else {
                    notes.error("isn't known or isn't safe: " + name);
                }
            }
        }
        return taken;
    }

    private static @Nullable String certificate(CommonTlsContext wire, Notes notes) {
        if (wire.getTlsCertificatesCount() + wire.getTlsCertificateSdsSecretConfigsCount() > 1) {
            notes.noEffect("more than one certificate: only the first is shown");
        }
        if (wire.getTlsCertificateSdsSecretConfigsCount() > 0) {
            return wire.getTlsCertificateSdsSecretConfigs(0).getName();
        }
        if (wire.getTlsCertificatesCount() == 0) {
            return null;
        }
        TlsCertificate files = wire.getTlsCertificates(0);
        String chain = files.getCertificateChain().getFilename();
        String key = files.getPrivateKey().getFilename();
        if (chain.isEmpty() || key.isEmpty()) {
            notes.at("tls_certificates")
                    .error("a certificate has to come from files or by SDS, with its key");
        }
        return "file-cert:" + chain + "~" + key;
    }

    private static PeerValidation validation(CommonTlsContext wire, Notes notes) {
        return switch (wire.getValidationContextTypeCase()) {
            case VALIDATION_CONTEXT -> {
                CertificateValidationContext context = wire.getValidationContext();
                yield new PeerValidation(
                        roots(context, notes), names(context, notes), revocations(context, notes));
            }
            case VALIDATION_CONTEXT_SDS_SECRET_CONFIG ->
                    new PeerValidation(
                            new Roots.Named(wire.getValidationContextSdsSecretConfig().getName()),
                            List.of());
            case COMBINED_VALIDATION_CONTEXT -> {
                CombinedCertificateValidationContext both = wire.getCombinedValidationContext();
                CertificateValidationContext context = both.getDefaultValidationContext();
                roots(context, notes);
                yield new PeerValidation(
                        new Roots.Named(both.getValidationContextSdsSecretConfig().getName()),
                        names(context, notes),
                        revocations(context, notes));
            }
            case VALIDATIONCONTEXTTYPE_NOT_SET -> PeerValidation.NONE;
            default -> {
                notes.error("isn't known: " + wire.getValidationContextTypeCase());
                yield PeerValidation.NONE;
            }
        };
    }

    @SuppressWarnings("deprecation") // looked at in order to refuse it
    private static Roots roots(CertificateValidationContext wire, Notes notes) {
        if (wire.getVerifyCertificateHashCount() > 0 || wire.getVerifyCertificateSpkiCount() > 0) {
            notes.error("verify_certificate_hash and verify_certificate_spki aren't known");
        }
        if (wire.hasCustomValidatorConfig()) {
            notes.error("custom_validator_config isn't known");
        }
        if (wire.getOnlyVerifyLeafCertCrl()) {
            notes.error("only_verify_leaf_cert_crl isn't known: all of a chain is looked up");
        }
        if (wire.getAllowExpiredCertificate()
                || wire.getTrustChainVerification() == TrustChainVerification.ACCEPT_UNTRUSTED) {
            notes.error("certificates that are expired or not trusted are never accepted");
        }
        DataSource source = wire.getTrustedCa();
        return switch (source.getSpecifierCase()) {
            case FILENAME -> new Roots.Named("file-root:" + source.getFilename());
            case INLINE_BYTES -> inline(source.getInlineBytes(), notes);
            case INLINE_STRING -> inline(source.getInlineStringBytes(), notes);
            case ENVIRONMENT_VARIABLE -> {
                notes.error("trusted_ca can't come from an environment variable");
                yield new Roots.Nobody();
            }
            case SPECIFIER_NOT_SET -> {
                if (wire.hasSystemRootCerts()) {
                    yield new Roots.Named("file-root:system");
                }
                yield new Roots.Nobody();
            }
        };
    }

    private static String revocations(CertificateValidationContext wire, Notes notes) {
        if (!wire.hasCrl()) {
            return "";
        }
        String file = wire.getCrl().getFilename();
        if (file.isEmpty()) {
            notes.at("crl").error("lists of revoked certificates come from a file or by SDS");
        }
        return FILE_LISTS + file;
    }

    private static Roots inline(ByteString pem, Notes notes) {
        if (pem.size() > DecodeLimits.ROOTS_BYTES_MAX) {
            notes.error("trusted_ca is longer than " + DecodeLimits.ROOTS_BYTES_MAX + " bytes");
            return new Roots.Nobody();
        }
        return new Roots.Inline(pem.toStringUtf8());
    }

    @SuppressWarnings("deprecation") // the untyped form is still sent
    private static List<SanMatch> names(CertificateValidationContext wire, Notes notes) {
        List<SanMatch> names = new ArrayList<>();
        Notes at = notes.at("match_typed_subject_alt_names");
        wire.getMatchTypedSubjectAltNamesList()
                .forEach(name ->
                        names.add(
                                new SanMatch(
                                        kind(name.getSanType(), at),
                                        MatcherDecoder.string(name.getMatcher(), at))));
        wire.getMatchSubjectAltNamesList()
                .forEach(name ->
                        names.add(
                                new SanMatch(SanMatch.Kind.ANY, MatcherDecoder.string(name, at))));
        return names;
    }

    private static SanMatch.Kind kind(
            io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType
                    wire,
            Notes notes) {
        return switch (wire) {
            case EMAIL -> SanMatch.Kind.EMAIL;
            case DNS -> SanMatch.Kind.DNS;
            case URI -> SanMatch.Kind.URI;
            case IP_ADDRESS -> SanMatch.Kind.IP;
            default -> {
                notes.error("a kind of name that isn't known: " + wire);
                yield SanMatch.Kind.URI;
            }
        };
    }
}
