package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts into a pod's environment what it only names, keys of ConfigMaps and Secrets and fields of the pod, and where
/// the API server is.
record Environment(Data data, Fields fields) {

    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    /// The pod with values in all its variables.
    ///
    /// @throws Missing with what it names and isn't there
    Pod resolve(Pod pod) throws Missing {
        Pod copy = new PodBuilder(pod).build();
        List<EnvVar> server = data.apiServer();
        for (List<Container> containers :
                List.of(copy.getSpec().getInitContainers(), copy.getSpec().getContainers())) {
            for (Container container : containers) {
                List<EnvVar> env = new ArrayList<>(server);
                for (EnvFromSource from : container.getEnvFrom()) {
                    all(from, env);
                }
                for (EnvVar variable : container.getEnv()) {
                    one(variable, container).ifPresent(env::add);
                }
                container.setEnv(env);
                container.setEnvFrom(List.of());
            }
        }
        return copy;
    }

    private void all(EnvFromSource from, List<EnvVar> env) throws Missing {
        String prefix = from.getPrefix() == null ? "" : from.getPrefix();
        Map<String, byte[]> values = Map.of();
        if (from.getConfigMapRef() != null) {
            var ref = from.getConfigMapRef();
            values = data.configMap(ref.getName(), ref.getOptional()).all();
        } else if (from.getSecretRef() != null) {
            var ref = from.getSecretRef();
            values = data.secret(ref.getName(), ref.getOptional()).all();
        }
        values.forEach((key, value) -> {
            if (NAME.matcher(prefix + key).matches()) {
                env.add(literal(prefix + key, text(value)));
            }
        });
    }

    private Optional<EnvVar> one(EnvVar variable, Container container) throws Missing {
        @Nullable EnvVarSource from = variable.getValueFrom();
        if (from == null) {
            return Optional.of(variable);
        }
        if (from.getFieldRef() != null) {
            return Optional.of(
                    literal(variable.getName(), fields.at(from.getFieldRef().getFieldPath())));
        }
        if (from.getResourceFieldRef() != null) {
            return Optional.of(
                    literal(variable.getName(), Amounts.of(container, from.getResourceFieldRef())));
        }
        byte @Nullable [] value;
        if (from.getConfigMapKeyRef() != null) {
            var ref = from.getConfigMapKeyRef();
            value = data.configMap(ref.getName(), ref.getOptional()).at(ref.getKey());
        } else if (from.getSecretKeyRef() != null) {
            var ref = from.getSecretKeyRef();
            value = data.secret(ref.getName(), ref.getOptional()).at(ref.getKey());
        } else {
            throw new Missing("a value for variable " + variable.getName());
        }
        return value == null
                ? Optional.empty()
                : Optional.of(literal(variable.getName(), text(value)));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    /// Its dollar signs mean nothing more.
    private static EnvVar literal(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
