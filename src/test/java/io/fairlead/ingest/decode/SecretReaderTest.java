package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReaderTest {
    private static final Pki.Ca CA = Pki.root("bank");
    private static final Pki.Held HELD = CA.leaf().dns("bank.example").issue();
    private static final Pki.Held OTHER = CA.leaf().dns("bank.example").issue();

    @Test
    void aTlsSecretAndOneByOlderNamesSayTheSame() {
        String crl = Pki.pem(CA.revoking(Instant.now(), OTHER));
        Secret tls =
                secret(
                        "kubernetes.io/tls",
                        data("tls.crt", HELD.chainPem())
                                + data("tls.key", HELD.keyPem())
                                + data("ca.crt", CA.pem())
                                + data("ca.crl", crl));
        Secret generic =
                secret(
                        "Opaque",
                        data("cert", HELD.chainPem())
                                + data("key", HELD.keyPem())
                                + data("cacert", CA.pem())
                                + data("crl", crl));

        assertThat(tls).isEqualTo(generic);
        assertThat(tls.chain()).isEqualTo(HELD.chainPem());
        assertThat(tls.privateKey()).isEqualTo(HELD.keyPem());
        assertThat(tls.roots()).isEqualTo(CA.pem());
        assertThat(tls.revocations()).isEqualTo(crl);
        assertThat(tls.toString()).doesNotContain("BEGIN");
    }

    @Test
    void aKeyMayBeInItsOlderForm() throws Exception {
        byte[] sec1 =
                PrivateKeyInfo.getInstance(((ECPrivateKey) HELD.key()).getEncoded())
                        .parsePrivateKey()
                        .toASN1Primitive()
                        .getEncoded();
        String pem =
                "-----BEGIN EC PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(sec1)
                        + "\n-----END EC PRIVATE KEY-----\n";

        assertThat(secret("Opaque", data("tls.crt", HELD.chainPem()) + data("tls.key", pem)))
                .isNotNull();
    }

    @Test
    void aSecretOfSomethingElseIsNoneOfTheMeshs() {
        Decoded decoded = decode("Opaque", data("username", "a") + data("key", "not a key"));

        assertThat(decoded.items()).isEmpty();
        assertThat(decoded.problems()).isEmpty();
    }

    @Test
    void badOnesAreRefusedAndNothingOfThemIsTold() {
        String crt = data("tls.crt", HELD.chainPem());
        assertRefused("kubernetes.io/tls", crt, "without its key");
        assertRefused("kubernetes.io/tls", "  other: YQ==\n", "without its key");
        assertRefused("Opaque", data("tls.key", HELD.keyPem()) + data("ca.crt", CA.pem()), "key");
        assertRefused("Opaque", crt + data("tls.key", OTHER.keyPem()), "not that of the first");
        assertRefused("Opaque", crt + data("tls.key", "nothing"), "no private key");
        assertRefused(
                "Opaque",
                crt + data("tls.key", HELD.keyPem().replace(" PRIVATE", " ENCRYPTED PRIVATE")),
                "password");
        assertRefused(
                "Opaque",
                crt
                        + data(
                                "tls.key",
                                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                "tls.crt can't be used");
        assertRefused(
                "Opaque", data("ca.crt", "-----BEGIN CERTIFICATE-----\nYQ==\n"), "ca.crt can't");
        assertRefused("Opaque", data("ca.crt", CA.pem()) + data("ca.crl", "x"), "ca.crl can't");
        assertRefused("kubernetes.io/tls", "  tls.crt: YQ=\n  tls.key: YQ==\n", "not base64");
        assertRefused("kubernetes.io/tls", "- a\n", "not a mapping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {apiGroups: [''], resources: [secrets], verbs: [list]}",
                "true  | {apiGroups: ['*'], resources: ['*'], verbs: ['*']}",
                "false | {apiGroups: [''], resources: [secrets], verbs: [get]}",
                "false | {apiGroups: [apps], resources: [secrets], verbs: [list]}",
                "false | {apiGroups: [''], resources: [pods], verbs: [list]}",
                "false | {apiGroups: [''], resources: [secrets], verbs: [list], resourceNames: [a]}"
            })
    void aRoleListsSecretsOnlyWhenOneOfItsRulesSaysSo(boolean lists, String rule) {
        Decoded decoded =
                decode(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {name: reader, namespace: shop}
                        rules: [%s]
                        """
                                .formatted(rule));

        assertThat(decoded.problems()).isEmpty();
        assertThat(((Role) decoded.items().getFirst().object()).listsSecrets()).isEqualTo(lists);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: ServiceAccount, name: web, namespace: shop}",
                "{kind: ServiceAccount, name: web}",
                "{kind: User, name: 'system:serviceaccount:shop:web'}",
                "{kind: Group, name: 'system:serviceaccounts:shop'}",
                "{kind: Group, name: 'system:serviceaccounts'}"
            })
    void aBindingKnowsAnAccountByEveryOneOfItsNames(String subject) {
        RoleBinding binding = binding(subject);

        assertThat(binding.binds("shop", "web")).isTrue();
        assertThat(binding.role().toString()).isEqualTo("Role shop/reader");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: ServiceAccount, name: web, namespace: other}",
                "{kind: ServiceAccount, name: cart}",
                "{kind: User, name: web}",
                "{kind: Group, name: 'system:serviceaccounts:other'}"
            })
    void andNoOther(String subject) {
        assertThat(binding(subject).binds("shop", "web")).isFalse();
    }

    @Test
    void aBindingForTheWholeClusterIsInNoNamespaceAndNamesThoseOfItsAccounts() {
        String text =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: readers}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
                """;
        Decoded decoded = decode(text);
        RoleBinding binding = (RoleBinding) decoded.items().getFirst().object();

        assertThat(decoded.problems()).isEmpty();
        assertThat(binding.key().toString()).isEqualTo("ClusterRoleBinding readers");
        assertThat(binding.role().toString()).isEqualTo("ClusterRole reader");
        assertThat(binding.binds("shop", "web")).isTrue();
        assertThat(binding.binds("other", "web")).isFalse();

        Decoded homeless = decode(text.replace(", namespace: shop", ""));
        assertThat(homeless.items()).isEmpty();
        assertThat(homeless.problems().getFirst().text())
                .contains("subjects", "\"web\" has no namespace", "add namespace");
        assertThat(decode(text.replace("kind: ClusterRole,", "kind: Role,")).items()).isEmpty();
    }

    private static RoleBinding binding(String subject) {
        Decoded decoded =
                decode(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {name: readers, namespace: shop}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                        subjects: [%s]
                        """
                                .formatted(subject));
        assertThat(decoded.problems()).isEmpty();
        return (RoleBinding) decoded.items().getFirst().object();
    }

    private static void assertRefused(String type, String data, String why) {
        Decoded decoded = decode(type, data);

        assertThat(decoded.items()).as(why).isEmpty();
        assertThat(decoded.problems()).isNotEmpty();
        Problem first = decoded.problems().getFirst();
        assertThat(first.toString()).contains(why);
        assertThat(decoded.problems().toString())
                .doesNotContain(HELD.keyPem().substring(40, 60))
                .doesNotContain("BEGIN");
    }

    private static Secret secret(String type, String data) {
        Decoded decoded = decode(type, data);
        assertThat(decoded.problems()).isEmpty();
        return (Secret) decoded.items().getFirst().object();
    }

    private static Decoded decode(String type, String data) {
        return decode(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: bank, namespace: shop}
                type: %s
                data:
                %s\
                """
                        .formatted(type, data));
    }

    private static Decoded decode(String yaml) {
        return Decoder.decode("a.yaml", yaml, Limits.DEFAULT);
    }

    private static String data(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "  %s: %s\n".formatted(name, Base64.getEncoder().encodeToString(bytes));
    }
}
