package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the keys out of a directory. Hidden files and whatever is no file are not keys. */
final class KeyDirectory {
    private KeyDirectory() {}

    /** What was in the directory. */
    sealed interface Reading {
        record Keys(Map<KeyId, KeyEncryptionKey> byId, List<String> warnings) implements Reading {}

        /** Something in it, or that is not in it, is wrong until somebody changes it. */
        record Unusable(KeyringOpening.Refused reason) implements Reading {}

        /** It could not be looked into; says so as {@link KeyringOpening.Unreachable} does. */
        record Unreachable(String why, KeyringOpening.Refused reason) implements Reading {}
    }

    /**
     * All keys, or the first reason why the directory cannot be used: a broken key file is refused, not passed over.
     */
    static Reading read(Path directory) {
        if (!Files.isDirectory(directory)) {
            return unreachable(
                    "it does not exist or is no directory",
                    "The key directory " + directory + " does not exist or is no directory."
                            + " Mount the keys there, or name the directory that has them.");
        }
        Map<KeyId, KeyEncryptionKey> keys = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, KeyDirectory::mayBeKey)) {
            for (Path file : files) {
                Optional<Reading> failure = add(file, keys, warnings);
                if (failure.isPresent()) {
                    return failure.get();
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return unreachable(
                    "it cannot be read",
                    "The key directory " + directory
                            + " cannot be read. Let the user that Countersign runs as read it.");
        }
        if (keys.isEmpty()) {
            return unusable("The key directory " + directory + " holds no key. Make one with: openssl rand -base64 "
                    + KeyEncryptionKey.LENGTH + " > " + directory.resolve("key-1"));
        }
        return new Reading.Keys(Map.copyOf(keys), List.copyOf(warnings));
    }

    private static Optional<Reading> add(Path file, Map<KeyId, KeyEncryptionKey> keys, List<String> warnings) {
        String name = file.getFileName().toString();
        if (!KeyId.isValid(name)) {
            return Optional.of(unusable("The key file " + file + " has a name that is no key id."
                    + " Use 1 to 64 letters, digits, dots, underscores and hyphens."));
        }
        switch (KeyFile.read(file)) {
            case KeyFile.Content.Key content -> {
                keys.put(new KeyId(name), content.key());
                KeyFile.modeWarning(file).ifPresent(warnings::add);
                return Optional.empty();
            }
            case KeyFile.Content.Unfit unfit -> {
                return Optional.of(unusable(unfit.message()));
            }
        }
    }

    /** Follows links: a mounted Kubernetes secret is links through a hidden directory. */
    private static boolean mayBeKey(Path path) {
        return !path.getFileName().toString().startsWith(".") && !Files.isDirectory(path);
    }

    private static Reading unusable(String message) {
        return new Reading.Unusable(KeyringOpening.Refused.forDirectory(message));
    }

    private static Reading unreachable(String why, String message) {
        return new Reading.Unreachable(why, KeyringOpening.Refused.forDirectory(message));
    }
}
