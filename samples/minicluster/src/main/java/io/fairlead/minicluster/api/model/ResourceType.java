package io.fairlead.minicluster.api.model;

import java.util.List;
import java.util.Set;

/// A kind of resource in one version, as discovery shows it.
///
/// @param group empty for the core group
/// @param subresources of `status`, `scale`
public record ResourceType(
        String group,
        String version,
        Naming names,
        boolean namespaced,
        Set<String> subresources,
        boolean custom) {

    private static final Set<String> REVIEWS =
            Set.of("authentication.k8s.io", "authorization.k8s.io");

    /// The words that people and paths use.
    ///
    /// @param plural as in paths, for example `pods`
    public record Naming(
            String kind,
            String plural,
            String singular,
            List<String> shortNames,
            List<String> categories) {
        public Naming {
            shortNames = List.copyOf(shortNames);
            categories = List.copyOf(categories);
        }
    }

    public ResourceType {
        subresources = Set.copyOf(subresources);
    }

    public String kind() {
        return names.kind();
    }

    public String plural() {
        return names.plural();
    }

    /// As objects spell it: `v1`, `apps/v1`.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// As messages spell it: `pods`, `deployments.apps`.
    public String qualified() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /// As messages of validation spell it: `Pod`, `Deployment.apps`.
    public String qualifiedKind() {
        return group.isEmpty() ? kind() : kind() + "." + group;
    }

    /// Where objects of this type are stored, in all versions alike.
    public String prefix() {
        return group + "/" + plural() + "/";
    }

    /// Where the objects of one namespace are stored; all of them when it is empty.
    public String prefix(String namespace) {
        return namespace.isEmpty() ? prefix() : prefix() + namespace + "/";
    }

    /// Where one object is stored.
    public String key(String namespace, String name) {
        return prefix() + namespace + "/" + name;
    }

    /// Are its objects kept? Reviews are answered only.
    public boolean stored() {
        return custom || !REVIEWS.contains(group);
    }

    public boolean is(String inGroup, String ofPlural) {
        return group.equals(inGroup) && plural().equals(ofPlural);
    }
}
