package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key of the caller {@code bootstrap}, who may do everything and needs no database. A file beats a key beside it,
 * even one that is not there any more. Without a configured key, or with one that {@link #refusal} objects to, nobody
 * is that caller.
 */
@Startup
@ApplicationScoped
public class BootstrapKey {
    /** No stored caller may be called like this. */
    static final String CALLER = "bootstrap";

    private static final int SHORTEST = 32;
    private static final String KEY = "countersign.bootstrap.api-key";
    private static final String FILE = "countersign.bootstrap.api-key-file";

    private final Optional<byte[]> hash;

    BootstrapKey(BootstrapConfiguration configuration) {
        hash = refusal(configuration).isPresent()
                ? Optional.empty()
                : read(configuration).map(Digest::ofText);
    }

    /**
     * Why the service must not start with that configuration.
     *
     * @param property the offending property
     * @param message what is wrong and what to do; never the key
     */
    public record Refusal(String property, String message) {}

    /** Whether the configuration gives a key, good or not. */
    public enum Given {
        /** A key, or a file that may hold one. */
        KEY,
        /** A file that is not there: never made, or removed once there were callers. */
        MISSING_FILE,
        /** Neither a key nor a file. */
        NOTHING
    }

    /** Asks for the file, so not for an event loop. */
    public static Given given(BootstrapConfiguration configuration) {
        return configuration
                .apiKeyFile()
                .map(file -> Files.notExists(file) ? Given.MISSING_FILE : Given.KEY)
                .orElse(configuration.apiKey().isPresent() ? Given.KEY : Given.NOTHING);
    }

    /**
     * Judges the configuration, for the checks at start. A file that is not there is fine here: whether anybody else
     * can call, only the database knows. Reads the file, so not for an event loop.
     */
    public static Optional<Refusal> refusal(BootstrapConfiguration configuration) {
        String property = configuration.apiKeyFile().isPresent() ? FILE : KEY;
        try {
            return read(configuration)
                    .filter(key -> key.length() < SHORTEST)
                    .map(key -> new Refusal(
                            property,
                            "holds fewer than " + SHORTEST + " characters: make a key with `openssl rand -base64 32`"));
        } catch (UnreadableKeyException e) {
            return Optional.of(new Refusal(FILE, "names a file that cannot be read: " + e.getMessage()));
        }
    }

    /** Whether this is the key, in a time that does not depend on how much of it is right. */
    boolean is(String credential) {
        return has(Digest.ofText(credential));
    }

    /** The same of what has that SHA-256. */
    boolean has(byte[] presented) {
        return Digest.same(presented, hash.orElseGet(() -> new byte[Digest.LENGTH])) && hash.isPresent();
    }

    private static Optional<String> read(BootstrapConfiguration configuration) {
        Optional<String> key = configuration.apiKeyFile().isPresent()
                ? configuration.apiKeyFile().flatMap(BootstrapKey::contents)
                : configuration.apiKey();
        return key.map(String::strip);
    }

    private static Optional<String> contents(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnreadableKeyException(file, e);
        }
    }

    private static final class UnreadableKeyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableKeyException(Path file, IOException cause) {
            super(file.toString(), cause);
        }
    }
}
