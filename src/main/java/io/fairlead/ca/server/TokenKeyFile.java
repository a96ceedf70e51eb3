package io.fairlead.ca.server;

import io.fairlead.ca.caller.TokenKeys;
import io.fairlead.ca.sign.CaMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The key set that tokens are verified with, in a file that may change at any time. What can't be read leaves the last
/// good keys in force.
public final class TokenKeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeyFile.class);
    private static final long BYTES_MAX = 1024 * 1024;

    private final @Nullable Path file;
    private final CaMeters meters;
    private volatile TokenKeys keys = TokenKeys.NONE;
    private String read = "";

    /// @param file null when no tokens are accepted
    public TokenKeyFile(@Nullable Path file, CaMeters meters) {
        this.file = file;
        this.meters = meters;
    }

    public TokenKeys keys() {
        return keys;
    }

    /// Reads the file if it says something else now. Belongs to one thread.
    public void look() {
        if (file == null) {
            return;
        }
        String text;
        try {
            text = Files.size(file) > BYTES_MAX ? "" : Files.readString(file);
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            // Told once: the text that stands for it is no key set.
            text = "unreadable: " + e;
        }
        if (text.equals(read)) {
            return;
        }
        switch (TokenKeys.read(text)) {
            case TokenKeys.Reading.Good(TokenKeys found) -> {
                keys = found;
                read = text;
                meters.reloaded("token_keys", true);
                LOG.atInfo()
                        .setMessage("token keys read")
                        .addKeyValue("file", file)
                        .addKeyValue("keys", found.size())
                        .log();
            }
            case TokenKeys.Reading.Bad(String reason) -> {
                read = text;
                tell(reason);
            }
        }
    }

    private void tell(String reason) {
        meters.reloaded("token_keys", false);
        LOG.atWarn()
                .setMessage("token keys refused, the last good ones stay in force")
                .addKeyValue("file", file)
                .addKeyValue("reason", reason)
                .log();
    }
}
