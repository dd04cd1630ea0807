package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** One keyring for all applications of a test JVM, so that one opens what another sealed. */
public final class TestKeyring {
    private static final class Directory {
        static final Path PATH = create();
    }

    private TestKeyring() {}

    /** The properties with which the vault uses it. */
    public static Map<String, String> configuration() {
        return Map.of(
                "countersign.keyring.directory", Directory.PATH.toString(), "countersign.keyring.primary", "test");
    }

    /** The key-encryption key in it, 32 bytes. */
    public static byte[] key() {
        try {
            return Base64.getDecoder().decode(Files.readString(Directory.PATH.resolve("test")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a new key file. */
    public static Path write(Path file) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.writeString(file, Base64.getEncoder().encodeToString(key));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Path create() {
        try {
            Path directory = Files.createTempDirectory("keyring");
            Path file = write(directory.resolve("test"));
            file.toFile().deleteOnExit();
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
