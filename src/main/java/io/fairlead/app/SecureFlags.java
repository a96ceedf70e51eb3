package io.fairlead.app;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.server.ApiServer;
import io.fairlead.model.identity.SpiffeId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of `fairlead daemon` that are about identity.
final class SecureFlags {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--ca-dir",
            paramLabel = "DIR",
            description = {
                "Where the certificate authority is kept (made when it isn't there) and its root is published as"
                        + " root-cert.pem. Without it there is neither an authority nor a secured port."
            })
    private @Nullable Path caDir;

    @Option(
            names = "--secure",
            paramLabel = "HOST:PORT",
            defaultValue = ":15012",
            converter = HostPort.class,
            description =
                    "Where proxies connect with TLS and fetch certificates. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress secure;

    @Option(
            names = "--cacerts",
            paramLabel = "DIR",
            description =
                    "An authority of your own: ca-cert.pem, ca-key.pem, root-cert.pem, cert-chain.pem; followed.")
    private @Nullable Path cacerts;

    @Option(
            names = "--token-jwks",
            paramLabel = "FILE",
            description = "Keys of service account tokens, a JSON Web Key Set; followed.")
    private @Nullable Path tokenJwks;

    @Option(
            names = "--token-issuer",
            paramLabel = "ISSUER",
            defaultValue = "",
            description = "Whose tokens are accepted. Default: all that those keys signed")
    private String tokenIssuer;

    @Option(
            names = "--token-audience",
            paramLabel = "AUDIENCE",
            defaultValue = TokenPolicy.AUDIENCE,
            description =
                    "Which tokens are for us; empty: those for the API server that --token-review names. Default:"
                            + " ${DEFAULT-VALUE}")
    private String tokenAudience;

    @Option(
            names = "--token-review",
            paramLabel = "URL",
            description =
                    "A Kubernetes API server (https) that is asked about each token; with --token-jwks, only about"
                            + " those whose signature is good.")
    private @Nullable URI tokenReview;

    @Option(
            names = "--token-review-account",
            paramLabel = "DIR",
            defaultValue = ApiServer.ACCOUNT,
            description =
                    "Service account that asks it: token and ca.crt; followed. Default: ${DEFAULT-VALUE}")
    private Path tokenReviewAccount;

    @Option(
            names = "--trust-domain",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Trust domain of all identities. Default: the MeshConfig's")
    private String trustDomain;

    @Option(
            names = "--discovery-name",
            paramLabel = "NAME",
            description = "One more DNS name by which proxies know the daemon. Repeatable.")
    private List<String> discoveryNames = List.of();

    @Option(
            names = "--ca",
            negatable = true,
            defaultValue = "${env:ENABLE_CA_SERVER:-true}",
            fallbackValue = "true",
            description =
                    "With --no-ca no certificates are issued; xDS is served. Default: ${DEFAULT-VALUE}")
    private boolean issuing;

    @Option(
            names = "--allow-expiring-root",
            description = "Starts though the root expires within 30 days.")
    private boolean allowExpiringRoot;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    SecureFlags() {}

    /// Null when there is no secured port.
    @Nullable SecureOptions options() {
        if (caDir == null) {
            if (cacerts != null || tokenJwks != null || tokenReview != null) {
                throw new ParameterException(
                        command.commandLine(),
                        "--cacerts, --token-jwks and --token-review need --ca-dir: without it there is no"
                                + " secured port");
            }
            return null;
        }
        if (!trustDomain.isEmpty() && !SpiffeId.isTrustDomain(trustDomain)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--trust-domain \"%s\" is no lower-case DNS name".formatted(trustDomain));
        }
        if (tokenAudience.equals(TokenPolicy.OF_THE_SERVER)
                && (tokenReview == null || tokenJwks != null)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--token-audience is empty: only an API server knows its own; fix: --token-review, without"
                            + " --token-jwks");
        }
        return new SecureOptions(
                secure,
                caDir,
                cacerts,
                tokenJwks,
                tokenIssuer,
                tokenAudience,
                review(),
                trustDomain,
                discoveryNames,
                issuing,
                allowExpiringRoot);
    }

    private SecureOptions.@Nullable Review review() {
        if (tokenReview == null) {
            return null;
        }
        if (!"https".equals(tokenReview.getScheme()) || tokenReview.getHost() == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--token-review \"%s\" is no https://HOST:PORT: tokens are sent there"
                            .formatted(tokenReview));
        }
        return new SecureOptions.Review(tokenReview, tokenReviewAccount);
    }
}
