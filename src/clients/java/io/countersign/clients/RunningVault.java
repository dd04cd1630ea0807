package io.countersign.clients;

import java.net.URI;
import java.util.Objects;

/** The vault that runs beside the tests, and the caller that {@code examples/prepare} has made there. */
final class RunningVault {
    static final String URL = environment("COUNTERSIGN_URL");
    static final String CLIENT_ID = environment("COUNTERSIGN_CLIENT_ID");
    static final String API_KEY = environment("COUNTERSIGN_CLIENT_SECRET");
    static final String REFRESH_HANDLE = environment("COUNTERSIGN_REFRESH_TOKEN");
    static final URI RESOURCE = URI.create(environment("COUNTERSIGN_RESOURCE"));

    private RunningVault() {}

    private static String environment(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }
}
