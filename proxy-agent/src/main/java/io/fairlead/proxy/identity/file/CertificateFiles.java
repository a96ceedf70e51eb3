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

    /// Writes `cert-chain.pem`, `key.pem` and `root-cert.pem`: all of them or, when one can't be written, none.
    public void write(Secret.KeyPair pair, Secret.TrustBundle trust) throws IOException {
        Files.createDirectories(dir);
        prepare("key.pem", Pem.write(pair.key()), OWNER);
        prepare("cert-chain.pem", Pem.write(pair.chain()), ALL);
        prepare("root-cert.pem", Pem.write(trust.roots()), ALL);
        replace("key.pem");
        replace("cert-chain.pem");
        replace("root-cert.pem");
    }

    private Path half(String name) {
        return dir.resolve("." + name + ".new");
    }

    private void prepare(String name, String text, Set<PosixFilePermission> permissions)
            throws IOException {
        Path half = half(name);
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(permissions));
        Files.writeString(half, text);
    }

    private void replace(String name) throws IOException {
        Files.move(
                half(name),
                dir.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
