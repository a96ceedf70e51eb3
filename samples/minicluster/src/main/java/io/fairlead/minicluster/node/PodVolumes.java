package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fairlead.minicluster.kubelet.Volumes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The volumes of one pod: emptyDir, configMap, secret, downwardAPI and projected ones. What they show is read again
/// every ten seconds; a file is replaced whole, and only when it changes.
public final class PodVolumes implements Volumes {

    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final double RENEW_AFTER = 0.8;
    private static final int MODE = 0644;

    private final Pod pod;
    private final Data data;
    private final Fields fields;
    private final Map<Path, byte[]> shown = new HashMap<>();
    private final Map<String, Token> signed = new HashMap<>();
    private Instant readAt = Instant.MIN;

    private record Token(String text, Instant renewAt) {}

    PodVolumes(Pod pod, Data data, Fields fields) {
        this.pod = pod;
        this.data = data;
        this.fields = fields;
    }

    @Override
    public void refresh(Path dir, Instant now) throws IOException {
        if (now.isBefore(readAt)) {
            return;
        }
        try {
            for (Volume volume : pod.getSpec().getVolumes()) {
                refresh(volume, Volumes.place(dir, volume.getName()), now);
            }
        } catch (KubernetesClientException unreachable) {
            throw new IOException(unreachable.getMessage(), unreachable);
        }
        readAt = now.plus(AGAIN);
    }

    private void refresh(Volume volume, Path place, Instant now) throws IOException {
        if (!Files.exists(place)) {
            Files.createDirectories(place);
            boolean empty = volume.getEmptyDir() != null;
            Files.setPosixFilePermissions(
                    place, PosixFilePermissions.fromString(empty ? "rwxrwxrwx" : "rwxr-xr-x"));
        }
        Map<String, byte[]> files = new TreeMap<>();
        @Nullable Integer mode = null;
        if (volume.getConfigMap() != null) {
            var map = volume.getConfigMap();
            mode = map.getDefaultMode();
            data.configMap(map.getName(), map.getOptional()).into(map.getItems(), files);
        } else if (volume.getSecret() != null) {
            var secret = volume.getSecret();
            mode = secret.getDefaultMode();
            data.secret(secret.getSecretName(), secret.getOptional())
                    .into(secret.getItems(), files);
        } else if (volume.getDownwardAPI() != null) {
            mode = volume.getDownwardAPI().getDefaultMode();
            downward(volume.getDownwardAPI().getItems(), files);
        } else if (volume.getProjected() != null) {
            mode = volume.getProjected().getDefaultMode();
            for (VolumeProjection source : volume.getProjected().getSources()) {
                projected(source, volume.getName(), now, files);
            }
        } else if (volume.getEmptyDir() == null) {
            throw new Missing(
                    "volume %s: only emptyDir, configMap, secret, downwardAPI and projected are here"
                            .formatted(volume.getName()));
        }
        show(place, files, Objects.requireNonNullElse(mode, MODE));
    }

    private void projected(
            VolumeProjection source, String volume, Instant now, Map<String, byte[]> files)
            throws Missing {
        if (source.getConfigMap() != null) {
            var map = source.getConfigMap();
            data.configMap(map.getName(), map.getOptional()).into(map.getItems(), files);
        } else if (source.getSecret() != null) {
            var secret = source.getSecret();
            data.secret(secret.getName(), secret.getOptional()).into(secret.getItems(), files);
        } else if (source.getDownwardAPI() != null) {
            downward(source.getDownwardAPI().getItems(), files);
        } else if (source.getServiceAccountToken() != null) {
            token(source.getServiceAccountToken(), volume, now, files);
        }
    }

    private void downward(List<DownwardAPIVolumeFile> items, Map<String, byte[]> files) {
        for (DownwardAPIVolumeFile item : items) {
            String value =
                    item.getFieldRef() != null
                            ? fields.at(item.getFieldRef().getFieldPath())
                            : pod.getSpec().getContainers().stream()
                                    .filter(one ->
                                            one.getName()
                                                    .equals(
                                                            item.getResourceFieldRef()
                                                                    .getContainerName()))
                                    .map(one -> Amounts.of(one, item.getResourceFieldRef()))
                                    .findFirst()
                                    .orElse("0");
            files.put(item.getPath(), value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void token(
            ServiceAccountTokenProjection wanted,
            String volume,
            Instant now,
            Map<String, byte[]> files) {
        Token token =
                signed.compute(
                        volume + "/" + wanted.getPath(),
                        (_, old) ->
                                old != null && now.isBefore(old.renewAt())
                                        ? old
                                        : request(wanted, now));
        files.put(wanted.getPath(), token.text().getBytes(StandardCharsets.UTF_8));
    }

    /// A new token, bound to the pod: it ends with it.
    private Token request(ServiceAccountTokenProjection wanted, Instant now) {
        TokenRequest answer = data.token(pod, wanted.getAudience(), wanted.getExpirationSeconds());
        Instant end = Instant.parse(answer.getStatus().getExpirationTimestamp());
        long millis = Duration.between(now, end).toMillis();
        return new Token(
                answer.getStatus().getToken(), now.plusMillis((long) (millis * RENEW_AFTER)));
    }

    private void show(Path place, Map<String, byte[]> files, int mode) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = place.resolve(file.getKey()).normalize();
            if (!path.startsWith(place)) {
                throw new Missing("path %s leads out of its volume".formatted(file.getKey()));
            }
            if (!Arrays.equals(shown.get(path), file.getValue())) {
                Files.createDirectories(path.getParent());
                Path half = path.resolveSibling("." + path.getFileName() + ".new");
                Files.write(half, file.getValue());
                Files.setAttribute(half, "unix:mode", 0100000 | mode);
                Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
                shown.put(path, file.getValue());
            }
        }
        for (Path old : List.copyOf(shown.keySet())) {
            if (old.startsWith(place) && !files.containsKey(place.relativize(old).toString())) {
                Files.deleteIfExists(old);
                shown.remove(old);
            }
        }
    }
}
