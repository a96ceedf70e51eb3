package io.fairlead.perf.peer;

import java.nio.file.Path;

/// Envoy's transport sockets for mutual TLS 1.3, each side sure of the other's SPIFFE identity, without resumption.
final class EnvoyTls {

    private EnvoyTls() {}

    /// The side that connects.
    ///
    /// @param secrets whether files are named as secrets, or as paths
    static String connecting(KeyFiles keys, boolean secrets) {
        return socket(
                "UpstreamTlsContext",
                "\"sni\": \"%s\", \"max_session_keys\": 0, ".formatted(KeyFiles.SERVER_NAME),
                common(keys.client(), keys.root(), KeyFiles.SERVER, secrets));
    }

    /// The side that accepts.
    static String accepting(KeyFiles keys, boolean secrets) {
        return socket(
                "DownstreamTlsContext",
                "\"require_client_certificate\": true, \"disable_stateless_session_resumption\": true, ",
                common(keys.server(), keys.root(), KeyFiles.CLIENT, secrets));
    }

    private static String socket(String type, String options, String common) {
        return """
        , "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": {
         "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.@context",
         @options"common_tls_context": {@common}}}
        """
                .replace("@context", type)
                .replace("@options", options)
                .replace("@common", common);
    }

    private static String common(KeyFiles.Pair own, Path root, String other, boolean secrets) {
        String who =
                "\"match_typed_subject_alt_names\": [{\"san_type\": \"URI\", \"matcher\": {\"exact\": \"%s\"}}]"
                        .formatted(other);
        String version =
                """
                "tls_params": {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3"},
                """;
        return version
                + (secrets
                                ? """
                                "tls_certificate_sds_secret_configs": [{"name": "file-cert:@chain~@key", @sds}],
                                "combined_validation_context": {"default_validation_context": {@who},
                                 "validation_context_sds_secret_config": {"name": "file-root:@root", @sds}}
                                """
                                : """
                                "tls_certificates": [{"certificate_chain": {"filename": "@chain"},
                                 "private_key": {"filename": "@key"}}],
                                "validation_context": {"trusted_ca": {"filename": "@root"}, @who}
                                """)
                        .replace("@chain", own.certificate().toString())
                        .replace("@key", own.key().toString())
                        .replace("@root", root.toString())
                        .replace("@who", who)
                        .replace("@sds", SDS);
    }

    private static final String SDS =
            """
            "sds_config": {"api_config_source": {"api_type": "GRPC", "transport_api_version": "V3",
             "grpc_services": [{"envoy_grpc": {"cluster_name": "sds-grpc"}}]}}
            """;
}
