package io.countersign.keyring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the key-encryption keys are: {@code countersign.keyring.*}. */
@ConfigMapping(prefix = "countersign.keyring")
public interface KeyringConfiguration {

    /**
     * A directory with one file per key, for example a mounted Kubernetes secret. The file's name is the key's id (1 to
     * 64 letters, digits, dots, underscores and hyphens, not beginning with a dot), its content base64 of 32 random
     * bytes: {@code openssl rand -base64 32}. A key added while the vault runs is found when it is first needed.
     * Without this the vault does not start.
     */
    Optional<Path> directory();

    /**
     * The id of the key that wraps new keysets. It must be in the directory of every replica before it is named here.
     * Without this the vault does not start.
     */
    Optional<String> primary();

    /**
     * How long a start waits for a directory that is not there or cannot be read; {@code 0S} ends it at once. A key
     * file that is wrong, or is not in it, is not waited for. A start-up probe has to allow as long.
     */
    @WithName("wait")
    @WithDefault("PT5M")
    Duration longestWait();
}
