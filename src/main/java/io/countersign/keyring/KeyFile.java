package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** One file of the directory: base64 of a key, with or without a line end. */
final class KeyFile {
    // A key is 44 characters and a line end. Whatever is longer need not be read to the end to be refused.
    private static final int READ_LIMIT = 1024;
    private static final String HOW_TO_MAKE_ONE = " Make a key with: openssl rand -base64 " + KeyEncryptionKey.LENGTH;

    private KeyFile() {}

    /** What a file held. */
    sealed interface Content {
        record Key(KeyEncryptionKey key) implements Content {}

        /** Says what is wrong with the file, never what it holds. */
        record Unfit(String message) implements Content {}
    }

    static Content read(Path file) {
        byte[] text;
        try (InputStream in = Files.newInputStream(file)) {
            text = in.readNBytes(READ_LIMIT);
        } catch (IOException e) {
            return new Content.Unfit(
                    "The key file " + file + " cannot be read. Let the user that Countersign runs as read it.");
        }
        byte[] encoded = withoutLineEnd(text);
        Arrays.fill(text, (byte) 0);
        try {
            byte[] key = Base64.getDecoder().decode(encoded);
            if (key.length != KeyEncryptionKey.LENGTH) {
                int length = key.length;
                Arrays.fill(key, (byte) 0);
                return new Content.Unfit("The key file " + file + " holds " + length + " bytes instead of "
                        + KeyEncryptionKey.LENGTH + "." + HOW_TO_MAKE_ONE);
            }
            return new Content.Key(KeyEncryptionKey.takeOwnershipOf(key));
        } catch (IllegalArgumentException e) {
            // Without the cause: its message holds a character of the key.
            return new Content.Unfit("The key file " + file + " is not base64." + HOW_TO_MAKE_ONE);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Why the file's mode is too open, if it is. Where there are no POSIX modes, nobody can tell. */
    static Optional<String> modeWarning(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return Optional.empty();
        }
        try {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                return Optional.of("Every user of this machine can read or change the key file " + file
                        + ". Take the rights from others: chmod o-rwx, or defaultMode 0440 of a Kubernetes volume.");
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "The mode of the key file " + file + " cannot be read, so nobody knows who can read it.");
        }
    }

    private static byte[] withoutLineEnd(byte[] text) {
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }
}
