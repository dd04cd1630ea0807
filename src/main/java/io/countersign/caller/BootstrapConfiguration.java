package io.countersign.caller;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The first operator, who exists before any caller does: {@code countersign.bootstrap.*}. */
@ConfigMapping(prefix = "countersign.bootstrap")
public interface BootstrapConfiguration {

    /** The operator's key itself, at least 32 characters. For trying things out: a deployment gives it as a file. */
    Optional<String> apiKey();

    /**
     * A file that holds nothing but the operator's key; white space around it does not count. Read once, at start;
     * beats {@link #apiKey}. Where it is not there, nobody is that operator, which is fine once there are callers.
     */
    Optional<Path> apiKeyFile();
}
