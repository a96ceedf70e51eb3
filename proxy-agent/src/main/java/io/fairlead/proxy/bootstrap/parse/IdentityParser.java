package io.fairlead.proxy.bootstrap.parse;

import com.google.gson.JsonObject;
import io.fairlead.proxy.bootstrap.parse.IdentityConfig.Authority;
import io.fairlead.proxy.identity.WorkloadIdentity;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.identity.verify.SpiffeId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the variables about identity that Istio's injector and its users set.
public final class IdentityParser {
    private static final int PLAINTEXT_PORT = 15_010;
    private static final String ROOTS = "/var/run/secrets/istio/root-cert.pem";
    private static final String TOKEN = "/var/run/secrets/tokens/istio-token";
    private static final String OWN_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    private static final String SDS_SOCKET = "./var/run/secrets/workload-spiffe-uds/socket";
    private static final Duration LIFE_MIN = Duration.ofSeconds(10);

    private final Map<String, String> environment;

    private IdentityParser(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @param config what [ConfigParser] made of the same environment
    /// @throws BadConfig when something can't be understood
    public static IdentityConfig parse(Map<String, String> environment, ProxyConfig config) {
        return new IdentityParser(environment).parse(config);
    }

    private IdentityConfig parse(ProxyConfig config) {
        JsonObject proxyConfig = ConfigParser.json("PROXY_CONFIG", text("PROXY_CONFIG", "{}"));
        boolean secured = secured(config.discoveryPort(), proxyConfig);
        String serverName = text("ISTIOD_SAN", config.discoveryHost());
        String output = text("OUTPUT_CERTS", "");
        return new IdentityConfig(
                secured,
                serverName,
                authority(config, secured, serverName),
                new WorkloadIdentity.Wanted(id(), key(), life(), policy()),
                config.self().cluster(),
                new IdentityConfig.Files(
                        path("FAIRLEAD_TOKEN_FILE", token()),
                        path("XDS_ROOT_CA", text("CA_ROOT_CA", ROOTS)),
                        output.isEmpty() ? null : path("OUTPUT_CERTS", output),
                        path("FAIRLEAD_SDS_SOCKET", SDS_SOCKET)));
    }

    /// Whether somebody is asked for a certificate.
    static boolean isWanted(
            Map<String, String> environment, int discoveryPort, JsonObject proxyConfig) {
        return !environment.getOrDefault("CA_ADDR", "").isEmpty()
                || secured(discoveryPort, proxyConfig);
    }

    private static boolean secured(int discoveryPort, JsonObject proxyConfig) {
        String policy = ConfigParser.text(proxyConfig, "controlPlaneAuthPolicy", "MUTUAL_TLS");
        return switch (policy) {
            // As in Istio, this port says by itself that it is plaintext.
            case "MUTUAL_TLS" -> discoveryPort != PLAINTEXT_PORT;
            case "NONE" -> false;
            default ->
                    throw new BadConfig(
                            "PROXY_CONFIG: controlPlaneAuthPolicy is neither MUTUAL_TLS nor NONE: "
                                    + policy);
        };
    }

    private @Nullable Authority authority(ProxyConfig config, boolean secured, String serverName) {
        String address = text("CA_ADDR", "");
        if (address.isEmpty()) {
            return secured
                    ? new Authority(config.discoveryHost(), config.discoveryPort(), serverName)
                    : null;
        }
        String[] parts = ConfigParser.hostAndPort("CA_ADDR", address);
        return new Authority(
                parts[0], ConfigParser.port("CA_ADDR", parts[1]), text("ISTIOD_SAN", parts[0]));
    }

    /// Where the token is that says who we are: one made for the mesh, or the one that every pod has.
    private String token() {
        String policy = text("JWT_POLICY", "third-party-jwt");
        return switch (policy) {
            case "third-party-jwt" -> TOKEN;
            case "first-party-jwt" -> OWN_TOKEN;
            default ->
                    throw new BadConfig(
                            "JWT_POLICY is neither third-party-jwt nor first-party-jwt: " + policy);
        };
    }

    private SpiffeId id() {
        String trustDomain = text("TRUST_DOMAIN", "cluster.local");
        String namespace = text("POD_NAMESPACE", "default");
        String account = text("SERVICE_ACCOUNT", "default");
        try {
            return SpiffeId.workload(trustDomain, namespace, account);
        } catch (IllegalArgumentException e) {
            throw new BadConfig(
                    "TRUST_DOMAIN, POD_NAMESPACE or SERVICE_ACCOUNT: " + e.getMessage());
        }
    }

    private KeyKind key() {
        String algorithm = text("ECC_SIGNATURE_ALGORITHM", "");
        String bits = text("WORKLOAD_RSA_KEY_SIZE", "");
        if (!algorithm.isEmpty() && !algorithm.equals("ECDSA")) {
            throw new BadConfig("ECC_SIGNATURE_ALGORITHM is not ECDSA: " + algorithm);
        }
        if (algorithm.isEmpty() && !bits.isEmpty()) {
            try {
                return new KeyKind.Rsa(Integer.parseInt(bits));
            } catch (NumberFormatException e) {
                throw new BadConfig("WORKLOAD_RSA_KEY_SIZE is not a number: " + bits);
            } catch (IllegalArgumentException e) {
                throw new BadConfig("WORKLOAD_RSA_KEY_SIZE: " + e.getMessage());
            }
        }
        String curve = text("ECC_CURVE", "P256");
        return switch (curve) {
            case "P256" -> new KeyKind.Ec(KeyKind.Curve.P256);
            case "P384" -> new KeyKind.Ec(KeyKind.Curve.P384);
            default -> throw new BadConfig("ECC_CURVE is neither P256 nor P384: " + curve);
        };
    }

    private Duration life() {
        Duration life = ConfigParser.duration("SECRET_TTL", text("SECRET_TTL", "24h"));
        if (life.compareTo(LIFE_MIN) < 0) {
            throw new BadConfig("SECRET_TTL is less than " + LIFE_MIN.toSeconds() + "s: " + life);
        }
        return life;
    }

    private RenewPolicy policy() {
        RenewPolicy usual = RenewPolicy.DEFAULT;
        try {
            return new RenewPolicy(
                    number("SECRET_GRACE_PERIOD_RATIO", usual.grace()),
                    number("SECRET_GRACE_PERIOD_RATIO_JITTER", usual.jitter()),
                    usual.retryFirst(),
                    usual.retryMax());
        } catch (IllegalArgumentException e) {
            throw new BadConfig("SECRET_GRACE_PERIOD_RATIO: " + e.getMessage());
        }
    }

    private double number(String variable, double otherwise) {
        String value = text(variable, "");
        try {
            return value.isEmpty() ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new BadConfig(variable + " is not a number: " + value);
        }
    }

    private Path path(String variable, String otherwise) {
        String value = text(variable, otherwise);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new BadConfig(variable + " is not a path: " + value);
        }
    }

    private String text(String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? otherwise : value;
    }
}
