package io.countersign.keyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Writes key files as an operator would: base64, a line end, readable by the owner only. */
record TestingKeyFiles(Path directory) {

    Path add(String id) throws IOException {
        return write(id, encoded(32) + "\n");
    }

    Path write(String id, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(id), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static String encoded(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
