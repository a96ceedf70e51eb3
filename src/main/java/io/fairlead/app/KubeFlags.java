package io.fairlead.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The flags of a Kubernetes API server.
final class KubeFlags {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "Reads objects from this Kubernetes API server instead of directories; \"in-cluster\":"
                            + " from the one that the daemon's own pod belongs to.")
    private @Nullable String kubeconfig;

    @Option(
            names = "--ca-secret",
            description =
                    "Keeps the certificate authority in the Secret istio-ca-secret of istio-system instead of"
                            + " --ca-dir, so that it outlives the daemon's pod. Needs --kubeconfig.")
    private boolean authority;

    @Option(
            names = "--root-configmaps",
            description =
                    "Gives each namespace the ConfigMap istio-ca-root-cert, which injected pods mount. Needs"
                            + " --kubeconfig.")
    private boolean roots;

    @Option(
            names = "--injector-webhook",
            paramLabel = "NAME",
            description =
                    "A MutatingWebhookConfiguration whose CA bundle the daemon keeps right. Repeatable. Needs"
                            + " --kubeconfig.")
    private List<String> injectors = List.of();

    @Option(
            names = "--validator-webhook",
            paramLabel = "NAME",
            description =
                    "A ValidatingWebhookConfiguration whose CA bundle the daemon keeps right. Repeatable. Needs"
                            + " --kubeconfig.")
    private List<String> validators = List.of();

    @Option(
            names = "--revision",
            paramLabel = "NAME",
            defaultValue = "${env:REVISION:-}",
            description =
                    "Which of several control planes this is (REVISION): it keeps the CA bundles of its tags' webhooks"
                            + " right, and leaves out objects whose label istio.io/rev names another one. With"
                            + " --kubeconfig.")
    private String revision;

    @Option(
            names = "--mtls-configmaps",
            description =
                    "Lets the migration to mutual TLS act: it keeps its audit trail and records in ConfigMaps of"
                            + " istio-system, writes PeerAuthentications, and says in the status of MtlsMigrations how"
                            + " far it is. Needs --kubeconfig. With --mtls-dir trail and records stay there.")
    private boolean migration;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    KubeFlags() {}

    /// @param directories whether some were named, too
    /// @param secured null where there is no authority
    @Nullable KubeOptions options(boolean directories, @Nullable SecureOptions secured) {
        String file = kubeconfig;
        boolean writes = authority || roots || !injectors.isEmpty() || !validators.isEmpty();
        if (writes && (file == null || secured == null)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--ca-secret, --root-configmaps, --injector-webhook and --validator-webhook need --kubeconfig and"
                            + " --ca-dir: they write the authority's certificates into a cluster");
        }
        if (file == null && migration) {
            throw new ParameterException(
                    command.commandLine(),
                    "--mtls-configmaps needs --kubeconfig; fix: --mtls-dir DIR where objects come from files");
        }
        if (file == null) {
            return null;
        }
        if (directories) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kubeconfig stands alone: without --config and --registry");
        }
        if (!file.equals(Kubeconfig.IN_CLUSTER) && !Files.isReadable(Path.of(file))) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kubeconfig \"%s\" is no file that can be read".formatted(file));
        }
        return new KubeOptions(file, authority, roots, injectors, validators, revision, migration);
    }
}
