package io.fairlead.minicluster.api;

import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.ClusterPki.Identity;
import io.fairlead.minicluster.auth.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// Kubeconfigs of an API server, each with a certificate of its own.
///
/// @param dir where they are
/// @param url of the API server
/// @param pki that it believes
public record Kubeconfigs(Path dir, String url, ClusterPki pki) {

    /// For the administrator: address, root and a certificate.
    public Path admin() {
        return dir.resolve("admin.conf");
    }

    public void writeAdmin() throws IOException, GeneralSecurityException {
        write(admin(), "admin", pki.client("kubernetes-admin", User.MASTERS));
    }

    /// For a part of the cluster, which may do what roles allow this user and these groups.
    public Path writePart(String user, String... groups)
            throws IOException, GeneralSecurityException {
        Path file = dir.resolve(user.replace(':', '-') + ".conf");
        write(file, user, pki.client(user, groups));
        return file;
    }

    private void write(Path file, String user, Identity own) throws IOException {
        ClusterPki.secret(
                file,
                ApiCore.text("kubeconfig.yaml")
                        .replace("@URL@", url)
                        .replace("@USER@", user)
                        .replace("@ROOT@", base64(pki.rootPem()))
                        .replace("@CERTIFICATE@", base64(own.certificatePem()))
                        .replace("@KEY@", base64(own.keyPem())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
