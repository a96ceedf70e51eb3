package io.fairlead.install.apply;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Asks the API server which verbs whoever asks may use.
final class Rights {
    private static final int GONE = 404;

    private final Cluster cluster;

    Rights(Cluster cluster) {
        this.cluster = cluster;
    }

    /// A verb on a type.
    ///
    /// @param namespace empty for all, and for types that have none
    record Right(String verb, Cluster.Type type, String namespace) {
        @Override
        public String toString() {
            return "%s %s%s%s"
                    .formatted(
                            verb,
                            type.plural(),
                            type.group().isEmpty() ? "" : "." + type.group(),
                            namespace.isEmpty() ? "" : " in namespace " + namespace);
        }
    }

    /// @param missing those that aren't there
    /// @param asked false when the server answers no such questions
    record Answer(List<String> missing, boolean asked) {}

    Answer missing(Iterable<Right> wanted) throws ClusterException {
        Set<String> missing = new LinkedHashSet<>();
        for (Right right : wanted) {
            SelfSubjectAccessReview review =
                    new SelfSubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withNewResourceAttributes()
                            .withVerb(right.verb())
                            .withGroup(right.type().group())
                            .withVersion(right.type().version())
                            .withResource(right.type().plural())
                            .withNamespace(right.namespace())
                            .endResourceAttributes()
                            .endSpec()
                            .build();
            try {
                SelfSubjectAccessReview answer =
                        cluster.client()
                                .authorization()
                                .v1()
                                .selfSubjectAccessReview()
                                .create(review);
                if (answer.getStatus() == null
                        || !Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
                    missing.add(right.toString());
                }
            } catch (KubernetesClientException e) {
                if (e.getCode() == GONE) {
                    return new Answer(List.of(), false);
                }
                throw new ClusterException("who may do what can't be asked: " + e.getMessage(), e);
            }
        }
        return new Answer(new ArrayList<>(missing), true);
    }
}
