package io.fairlead.proxy.identity.file;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes the workload's certificate to files, for applications that want it themselves (`OUTPUT_CERTS`). Each file is
/// replaced whole; the key is readable by its owner only, from its first byte on.
public record CertificateFiles(Path dir) {

    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> ALL =
            PosixFilePermissions.fromString("rw-r--r--");

    /// Writes `cert-chain.pem`, `key.pem` and `root-cert.pem`.
    public void write(Secret.KeyPair pair, Secret.TrustBundle trust) throws IOException {
        Files.createDirectories(dir);
        replace("key.pem", Pem.write(pair.key()), OWNER);
        replace("cert-chain.pem", Pem.write(pair.chain()), ALL);
        replace("root-cert.pem", Pem.write(trust.roots()), ALL);
    }

    private void replace(String name, String text, Set<PosixFilePermission> permissions)
            throws IOException {
        Path half = dir.resolve("." + name + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(permissions));
        Files.writeString(half, text);
        Files.move(
                half,
                dir.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
