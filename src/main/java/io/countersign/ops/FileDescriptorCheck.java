package io.countersign.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * How many file descriptors this process may have. Each connection is one, and where they end new connections hang
 * while all that stand go on, so that a replica looks ready. Only Linux tells; elsewhere nothing is checked.
 */
final class FileDescriptorCheck implements StartupCheck {
    /** What is named; no property sets it. */
    static final String LIMIT = "ulimit -n";

    private static final String MAX_CONNECTIONS = "quarkus.http.limits.max-connections";
    private static final Pattern SOFT = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)\\s");

    /** Of a process that serves nobody: jars, ports, event loops, files read at times; an estimate, rather high. */
    private static final int OF_ITSELF = 128;

    /** The pool's for the migration. */
    private static final int JDBC = 2;

    /** Callers at the same time, below which a replica is of no use. */
    private static final int FEWEST_CALLERS = 64;

    /** Callers at the same time that a replica should stand where no limit of connections says how many. */
    private static final int USUAL_CALLERS = 1024;

    /** To DocuSign, in both environments: AuthorizationServers refuses more. */
    private static final int DOCUSIGN = 512;

    /** To receivers of notices: as many attempts are under way at most. */
    private static final int NOTICES = 128;

    private static final String REMEDY =
            " Raise it: ulimit -n, LimitNOFILE= of a systemd unit, --ulimit nofile= of Docker and Podman, the"
                    + " container runtime's own limit on a Kubernetes node.";

    private final Path limits;

    FileDescriptorCheck() {
        this(Path.of("/proc/self/limits"));
    }

    /** @param limits as Linux shows them */
    FileDescriptorCheck(Path limits) {
        this.limits = limits;
    }

    @Override
    public List<Finding> check(Config configuration) {
        OptionalLong limit = limit();
        return limit.isEmpty() ? List.of() : judge(limit.getAsLong(), configuration);
    }

    private static List<Finding> judge(long limit, Config configuration) {
        int pool = value(configuration, "quarkus.datasource.reactive.max-size", 20);
        int callers = value(configuration, MAX_CONNECTIONS, USUAL_CALLERS);
        long least = (long) OF_ITSELF + JDBC + pool + Math.min(callers, FEWEST_CALLERS);
        long enough = (long) OF_ITSELF + JDBC + pool + callers + DOCUSIGN + NOTICES;
        String counted = limit + " file descriptors are allowed (soft limit), for " + pool
                + " connections to the database, up to " + DOCUSIGN + " calls to DocuSign, " + NOTICES + " notices and "
                + callers + " callers' connections: ";
        if (limit < least) {
            return List.of(Finding.refuse(
                    LIMIT, counted + least + " are needed at least, or connections hang unanswered." + REMEDY));
        }
        return limit < enough
                ? List.of(Finding.warn(
                        LIMIT,
                        counted + "beyond them new connections hang. " + enough + " are enough; or set "
                                + MAX_CONNECTIONS + " to fewer." + REMEDY))
                : List.of();
    }

    private static int value(Config configuration, String property, int otherwise) {
        return configuration.getOptionalValue(property, Integer.class).orElse(otherwise);
    }

    private OptionalLong limit() {
        try {
            Matcher soft = SOFT.matcher(Files.readString(limits));
            if (!soft.find() || soft.group(1).equals("unlimited")) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(soft.group(1)));
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}
