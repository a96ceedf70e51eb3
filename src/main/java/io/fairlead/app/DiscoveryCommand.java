package io.fairlead.app;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.server.ApiServer;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.replica.elect.ElectLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fairlead discovery`: the daemon with the flags and variables that Deployments made for istiod have.
@Command(
        name = "discovery",
        description = {
            "The daemon in a pod of a cluster, with the flags and variables of istiod.",
            "What has no effect here is said once in the log; an unknown flag is refused."
        },
        mixinStandardHelpOptions = true)
final class DiscoveryCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryCommand.class);
    private static final String KUBERNETES = "Kubernetes";

    @Spec private CommandSpec spec;

    @Option(
            names = "--grpcAddr",
            paramLabel = "HOST:PORT",
            defaultValue = ":15010",
            converter = HostPort.class,
            description = "Where proxies connect, plaintext. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress xds;

    @Option(
            names = {"--secureGRPCAddr", "--secureGrpcAddr"},
            paramLabel = "HOST:PORT",
            defaultValue = ":15012",
            converter = HostPort.class,
            description =
                    "Where proxies connect with TLS and fetch certificates. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress secure;

    @Option(
            names = "--httpAddr",
            paramLabel = "HOST:PORT",
            defaultValue = ":8080",
            converter = HostPort.class,
            description = "Where /ready is served. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress http;

    @Option(
            names = "--httpsAddr",
            paramLabel = "HOST:PORT",
            defaultValue = ":15017",
            converter = HostPort.class,
            description = "Where the API server asks. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress https;

    @Option(
            names = "--monitoringAddr",
            paramLabel = "HOST:PORT",
            defaultValue = ":15014",
            converter = HostPort.class,
            description = "Where /metrics is served. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress monitoring;

    @Option(
            names = "--meshConfig",
            paramLabel = "FILE",
            defaultValue = "/etc/istio/config/mesh",
            description = "The mesh's settings for injected proxies. Default: ${DEFAULT-VALUE}")
    private Path mesh;

    @Option(
            names = "--injectionDirectory",
            paramLabel = "DIR",
            defaultValue = "/var/lib/istio/inject",
            description = "The injector's files config and values. Default: ${DEFAULT-VALUE}")
    private Path injection;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "A way to the API server. Default: KUBECONFIG where that is a file, else the own pod's account")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--registries",
            paramLabel = "NAME",
            split = ",",
            defaultValue = KUBERNETES,
            description = "Only Kubernetes.")
    private List<String> registries;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            defaultValue = MeshConfig.DOMAIN,
            description = "Only ${DEFAULT-VALUE}.")
    private String domain;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAMESPACE:-istio-system}",
            description = "Only istio-system.")
    private String namespace;

    @Option(
            names = {"--configDir", "--caCertFile", "--tlsCertFile", "--tlsKeyFile"},
            paramLabel = "FILE",
            hidden = true)
    private @Nullable Path elsewhere;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DiscoveryCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, String> variables = System.getenv();
        DaemonOptions options = options(variables);
        Logging.start();
        List<String> without = new ArrayList<>(IstiodNames.given(spec));
        without.addAll(IstiodNames.withoutEffect(variables));
        if (!without.isEmpty()) {
            LOG.atWarn()
                    .setMessage("settings of istiod that have no effect here")
                    .addKeyValue("names", String.join(" ", without))
                    .log();
        }
        return DaemonCommand.serve(options);
    }

    /// What the flags and these variables mean.
    DaemonOptions options(Map<String, String> variables) throws IOException {
        refuse();
        String revision = variables.getOrDefault("REVISION", "");
        String suffix = revision.isEmpty() || revision.equals("default") ? "" : "-" + revision;
        List<String> names = new ArrayList<>(List.of("istiod" + suffix + "." + namespace + ".svc"));
        String custom = variables.getOrDefault("ISTIOD_CUSTOM_HOST", "");
        if (!custom.isEmpty()) {
            names.add(custom);
        }
        return new DaemonOptions(
                List.of(),
                null,
                xds,
                http,
                monitoring,
                number(variables, "PILOT_MAX_REQUESTS_PER_SECOND"),
                new SecureOptions(
                        secure,
                        authority(),
                        Path.of(variables.getOrDefault("ROOT_CA_DIR", "/etc/cacerts")),
                        null,
                        "",
                        audience(variables),
                        new SecureOptions.Review(
                                URI.create("https://kubernetes.default.svc"),
                                Path.of(ApiServer.ACCOUNT)),
                        "",
                        names,
                        !variables.getOrDefault("ENABLE_CA_SERVER", "true").equals("false"),
                        false),
                null,
                null,
                replica(variables),
                null,
                new KubeOptions(
                        kubeconfig(variables),
                        true,
                        true,
                        List.of(
                                variables.getOrDefault(
                                        "INJECTION_WEBHOOK_CONFIG_NAME",
                                        "istio-sidecar-injector" + suffix)),
                        validators(variables, suffix),
                        revision,
                        false),
                new WebhookOptions(https, injection, mesh));
    }

    private void refuse() {
        if (!registries.equals(List.of(KUBERNETES))) {
            throw wrong(
                    "--registries \"%s\": only Kubernetes is read here; fix: --registries Kubernetes, or fairlead"
                                    .formatted(String.join(",", registries))
                            + " daemon --config DIR for files");
        }
        if (!domain.equals(MeshConfig.DOMAIN)) {
            throw wrong(
                    "--domain \"%s\": names of Services end in %s here"
                            .formatted(domain, MeshConfig.DOMAIN));
        }
        if (!namespace.equals(MeshConfig.ROOT_NAMESPACE)) {
            throw wrong(
                    "--namespace \"%s\": the daemon stands in %s"
                            .formatted(namespace, MeshConfig.ROOT_NAMESPACE));
        }
        if (elsewhere != null) {
            throw wrong(
                    "--configDir, --caCertFile, --tlsCertFile and --tlsKeyFile are not here; fix: fairlead daemon"
                            + " --config DIR for files; an authority of your own belongs into the Secret cacerts");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /// Where the root is published: what istiod's Deployments have in memory for that, else a directory of its own.
    private static Path authority() throws IOException {
        Path memory = Path.of("/var/run/secrets/istio-dns");
        return Files.isWritable(memory) ? memory : Files.createTempDirectory("fairlead-ca");
    }

    private static String audience(Map<String, String> variables) {
        return variables.getOrDefault("JWT_POLICY", "").equals("first-party-jwt")
                ? TokenPolicy.OF_THE_SERVER
                : variables.getOrDefault("TOKEN_AUDIENCES", TokenPolicy.AUDIENCE).split(",", 2)[0];
    }

    private int number(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "0");
        try {
            return (int) Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw wrong("%s \"%s\" is no number".formatted(name, value));
        }
    }

    private static ReplicaOptions replica(Map<String, String> variables) throws IOException {
        String host = host(variables);
        return new ReplicaOptions(
                host, variables.getOrDefault("POD_NAME", host), ElectLimits.DEFAULT);
    }

    private static String host(Map<String, String> variables) throws IOException {
        String ip = variables.getOrDefault("POD_IP", "");
        return ip.isEmpty() ? InetAddress.getLocalHost().getHostAddress() : ip;
    }

    private String kubeconfig(Map<String, String> variables) {
        if (kubeconfig != null) {
            if (!Files.isReadable(kubeconfig)) {
                throw wrong(
                        "--kubeconfig \"%s\" is no file that can be read".formatted(kubeconfig));
            }
            return kubeconfig.toString();
        }
        // Deployments of istiod name one there that is only mounted where the cluster is another.
        String named = variables.getOrDefault("KUBECONFIG", "");
        return !named.isEmpty() && Files.isReadable(Path.of(named)) ? named : Kubeconfig.IN_CLUSTER;
    }

    private List<String> validators(Map<String, String> variables, String suffix) {
        String named = variables.getOrDefault("VALIDATION_WEBHOOK_CONFIG_NAME", "");
        return named.isEmpty()
                ? List.of("istio-validator%s-%s".formatted(suffix, namespace))
                : List.of(named);
    }
}
