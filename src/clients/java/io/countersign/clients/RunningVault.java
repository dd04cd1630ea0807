package io.countersign.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The vault that runs beside the tests, and the caller that {@code examples/prepare} has made there. */
final class RunningVault {
    static final String URL = environment("COUNTERSIGN_URL");
    static final String CLIENT_ID = environment("COUNTERSIGN_CLIENT_ID");
    static final String API_KEY = environment("COUNTERSIGN_CLIENT_SECRET");
    static final String REFRESH_HANDLE = environment("COUNTERSIGN_REFRESH_TOKEN");
    static final URI RESOURCE = URI.create(environment("COUNTERSIGN_RESOURCE"));

    /** What the caller got from its issuer. */
    static final String SUBJECT_TOKEN = content(environment("COUNTERSIGN_SUBJECT_TOKEN_FILE"));

    private RunningVault() {}

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String environment(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }
}
