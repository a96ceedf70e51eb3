package io.fairlead.minicluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Condition;
import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.ObjectDecoder;
import io.fairlead.minicluster.schema.ObjectName;
import java.util.Map;

/// Objects for tests, short to write.
public final class Objects {

    private Objects() {}

    /// The object that this YAML means.
    public static KubeObject object(String yaml) {
        try {
            return switch (ObjectDecoder.decode(new YAMLMapper().readTree(yaml))) {
                case ObjectDecoder.Decoded.Known(var known) -> known;
                case ObjectDecoder.Decoded.Foreign foreign ->
                        throw new AssertionError(foreign.toString());
                case ObjectDecoder.Decoded.Rejected rejected ->
                        throw new AssertionError(rejected.toString());
            };
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    /// A Deployment `name` of one container that listens on 8080 (`http`).
    public static KubeObject.Deployment deployment(String name, int replicas, String image) {
        return (KubeObject.Deployment)
                object(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: %1$s}
                        spec:
                          replicas: %2$d
                          template:
                            metadata: {labels: {app: %1$s}}
                            spec:
                              containers:
                                - name: app
                                  image: %3$s
                                  ports: [{name: http, containerPort: 8080}]
                        """
                                .formatted(name, replicas, image));
    }

    /// A Service over pods labelled `app: NAME`, with more lines of its spec.
    public static KubeObject.Service service(String name, String spec) {
        return (KubeObject.Service)
                object(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: %s}
                        spec:
                          selector: {app: %s}
                          ports: [{name: http, port: 80, targetPort: http}]
                          %s
                        """
                                .formatted(name, name, spec));
    }

    /// A pod of the Deployment, made from the template with this hash.
    public static RunningPod pod(
            KubeObject.Deployment of, String suffix, String hash, String ip, Condition condition) {
        ObjectName owner = of.meta().name();
        ObjectName name = new ObjectName(owner.namespace(), owner.name() + "-" + suffix);
        return new RunningPod(
                new Meta(name, of.template().labels(), Map.of()),
                new Owner.OfDeployment(owner, hash),
                of.template().spec(),
                ip,
                condition,
                "2026-11-24T10:00:0" + ip.substring(ip.length() - 1) + "Z");
    }
}
