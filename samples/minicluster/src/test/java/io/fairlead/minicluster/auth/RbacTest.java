package io.fairlead.minicluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RbacTest {

    private static final User JANE = User.known("jane", List.of("staff"));

    private static Rbac rbac(String rules, String subject) throws Exception {
        String role = "{kind: ClusterRole, metadata: {name: r}, rules: [" + rules + "]}";
        String binding =
                "{kind: RoleBinding, metadata: {name: b, namespace: shop}, roleRef: {kind: ClusterRole,"
                        + " name: r}, subjects: ["
                        + subject
                        + "]}";
        List<JsonNode> objects = new ArrayList<>();
        for (String text : List.of(role, binding)) {
            objects.add(new ObjectMapper(new YAMLFactory()).readTree(text));
        }
        return Rbac.of(objects);
    }

    private static boolean allowed(String rules, String method, String path) throws Exception {
        String[] parts = path.split("\\?", 2);
        Map<String, String> query =
                parts.length == 1
                        ? Map.of()
                        : Map.of(parts[1].split("=", 2)[0], parts[1].split("=", 2)[1]);
        return rbac(rules, "{kind: User, name: jane}")
                .allowed(JANE, Access.of(method, List.of(parts[0].substring(1).split("/")), query))
                .isPresent();
    }

    @Test
    void requestsAreReadAsKubernetesReadsThem() {
        assertThat(Access.of("GET", List.of("api", "v1", "pods"), Map.of("watch", "true")))
                .isEqualTo(new Access.Resource("watch", "", "pods", "", "", ""));
        assertThat(
                        Access.of(
                                "GET",
                                List.of("api", "v1", "namespaces", "shop", "pods", "a", "log"),
                                Map.of()))
                .isEqualTo(new Access.Resource("get", "", "pods", "log", "shop", "a"));
        assertThat(
                        Access.of(
                                "PUT",
                                List.of("api", "v1", "namespaces", "shop", "finalize"),
                                Map.of()))
                .isEqualTo(
                        new Access.Resource(
                                "update", "", "namespaces", "finalize", "shop", "shop"));
        assertThat(
                        Access.of(
                                "DELETE",
                                List.of("apis", "apps", "v1", "namespaces", "shop", "deployments"),
                                Map.of()))
                .isEqualTo(
                        new Access.Resource(
                                "deletecollection", "apps", "deployments", "", "shop", ""));
        assertThat(Access.of("GET", List.of("apis", "apps", "v1"), Map.of()))
                .isEqualTo(new Access.Path("get", "/apis/apps/v1"));
    }

    @Test
    void eachPartOfARuleMustFit() throws Exception {
        String rule =
                "{verbs: [get, list], apiGroups: [apps], resources: [deployments, '*/scale'],"
                        + " resourceNames: [web]}";
        String base = "/apis/apps/v1/namespaces/shop/deployments";
        assertThat(allowed(rule, "GET", base + "/web")).isTrue();
        assertThat(allowed(rule, "GET", base + "/web/scale")).isTrue();
        assertThat(allowed(rule, "GET", base + "?fieldSelector=metadata.name=web")).isTrue();
        assertThat(allowed(rule, "GET", base + "/web/status")).as("subresource").isFalse();
        assertThat(allowed(rule, "GET", base + "/other")).as("name").isFalse();
        assertThat(allowed(rule, "GET", base)).as("all names").isFalse();
        assertThat(allowed(rule, "PUT", base + "/web")).as("verb").isFalse();
        assertThat(allowed(rule, "GET", base.replace("shop", "bank") + "/web"))
                .as("namespace")
                .isFalse();
        assertThat(allowed(rule, "GET", base.replace("apps", "batch") + "/web"))
                .as("group")
                .isFalse();
        assertThat(allowed(rule, "GET", "/apis/apps/v1/deployments")).as("everywhere").isFalse();
    }

    @Test
    void subjectsAreUsersGroupsAndServiceAccounts() throws Exception {
        Access access =
                Access.of("GET", List.of("api", "v1", "namespaces", "shop", "pods", "a"), Map.of());
        String rule = "{verbs: ['*'], apiGroups: ['*'], resources: ['*']}";
        User robot = User.known(User.account("shop", "robot"), List.of());
        assertThat(rbac(rule, "{kind: Group, name: staff}").allowed(JANE, access))
                .contains(
                        "RBAC: allowed by RoleBinding \"b/shop\" of ClusterRole \"r\" to Group \"staff\"");
        assertThat(rbac(rule, "{kind: ServiceAccount, name: robot}").allowed(robot, access))
                .isPresent();
        assertThat(
                        rbac(rule, "{kind: ServiceAccount, name: robot, namespace: bank}")
                                .allowed(robot, access))
                .isEmpty();
        assertThat(rbac(rule, "{kind: User, name: john}").allowed(JANE, access)).isEmpty();
    }

    @Test
    void whatSomebodyLacksIsNamedInItsSmallestParts() throws Exception {
        Rbac rbac =
                rbac(
                        "{verbs: [get], apiGroups: [''], resources: [pods, secrets], resourceNames: [a]},"
                                + " {verbs: [list], apiGroups: [''], resources: ['*']}",
                        "{kind: User, name: jane}");
        JsonNode wanted =
                new ObjectMapper(new YAMLFactory())
                        .readTree(
                                "[{verbs: [get, list], apiGroups: [''], resources: [pods]}, {verbs: [get],"
                                        + " apiGroups: [''], resources: [secrets], resourceNames: [a]}]");
        assertThat(rbac.beyond(JANE, "shop", PolicyRule.all(wanted)))
                .hasToString("[{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\"]}]");
        assertThat(rbac.beyond(JANE, "bank", PolicyRule.all(wanted))).hasSize(3);
    }
}
