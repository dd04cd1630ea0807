package io.countersign.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logging.MDC;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An operator who turns every logger up finds no secret in the log, and nobody finds one in what the application tells
 * of itself. The lines are read before {@code ops.Redaction} has seen them: what it would take out does not count here.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class SecretsInLogsTest {
    /** The application, and the libraries through which its secrets pass. Not the tests' own clients and simulator. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("io.countersign"),
            Logger.getLogger("io.quarkus"),
            Logger.getLogger("io.vertx"),
            Logger.getLogger("io.netty"),
            Logger.getLogger("io.smallrye"),
            Logger.getLogger("org.flywaydb"),
            Logger.getLogger("org.hibernate"),
            Logger.getLogger("org.jboss.resteasy"),
            Logger.getLogger("org.jose4j"),
            Logger.getLogger("org.postgresql"));

    private final Map<String, StringBuffer> lines = new ConcurrentHashMap<>();
    private final Handler listener = new Listener(lines);
    private Map<Logger, Level> levels = Map.of();

    private static final class Listener extends Handler {
        private final Map<String, StringBuffer> lines;

        /** @param lines by their loggers, so that a failure names the logger */
        Listener(Map<String, StringBuffer> lines) {
            this.lines = lines;
            setFormatter(new PatternFormatter("%p %X %s%e%n"));
        }

        @Override
        public void publish(LogRecord line) {
            lines.computeIfAbsent(line.getLoggerName(), first -> new StringBuffer())
                    .append(getFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void turnUp() {
        levels = LOGGERS.stream()
                .filter(logger -> logger.getLevel() != null)
                .collect(Collectors.toMap(Function.identity(), Logger::getLevel));
        LOGGERS.forEach(logger -> {
            logger.setLevel(Level.ALL);
            logger.setUseParentHandlers(false);
            logger.addHandler(listener);
        });
    }

    @AfterEach
    void turnDown() {
        LOGGERS.forEach(logger -> {
            logger.removeHandler(listener);
            logger.setUseParentHandlers(true);
            logger.setLevel(levels.get(logger));
        });
    }

    /** The proof of the proof: what is written by any of these loggers at the lowest level, wherever in the line. */
    @Test
    void wouldBeFoundIfTheyStoodThere() {
        String secret = "planted-secret-" + UUID.randomUUID();
        Needle needle = Needle.of("planted", secret);
        org.jboss.logging.Logger log = org.jboss.logging.Logger.getLogger("io.countersign.planted");
        List<Runnable> leaks = List.of(
                () -> log.trace(secret),
                () -> log.tracef("%s", Base64.getEncoder().encodeToString(("a" + secret).getBytes(UTF_8))),
                () -> log.trace("failed", new IllegalStateException("outer", new IOException(secret))),
                () -> {
                    MDC.put("leak", secret);
                    log.trace("in its context");
                    MDC.remove("leak");
                });
        for (Runnable leak : leaks) {
            lines.clear();
            leak.run();

            assertThat(Haystack.text("log", lines.get("io.countersign.planted").toString())
                            .find(List.of(needle)))
                    .isNotEmpty();
        }
        assertThat(LOGGERS).allMatch(logger -> logger.isLoggable(Level.FINEST));
    }

    @Test
    void standInNoLogHoweverLoud() {
        SecretsInUse.Used used = SecretsInUse.all();
        List<Needle> secrets = used.secrets();
        Map<String, String> texts = new HashMap<>(used.answers());
        lines.forEach((logger, text) -> texts.put(logger, text.toString()));

        assertThat(Haystack.texts(texts).find(secrets)).isEmpty();
        assertThat(texts.get("io.countersign.docusign.CallRecords"))
                .contains(
                        "docusign_call environment=demo call=refresh outcome=granted",
                        "docusign_call environment=production call=refresh outcome=granted",
                        "repeated-refresh-token-[id] does not fit to client-secret-[id]");
        assertThat(texts.values()).anyMatch(text -> text.contains("TRACE "));
        assertThat(texts.get("refusals")).contains("application/problem+json", "WWW-Authenticate");
        assertThat(texts.get("/q/metrics")).contains("countersign_docusign_calls_total");
        assertThat(texts.get("/q/health")).contains("\"status\"");
        assertThat(texts.get("export")).contains("caller.created", "tenant.key-rotated");
        assertThat(texts.get("refusals")).contains("too-many-requests", "temporarily_unavailable", "invalid_client");
        assertThat(texts.get("/q/metrics"))
                .contains("countersign_oidc_verifications_total", "reason=\"bad_token\"", "reason=\"wrong_secret\"");
        assertThat(texts.get("/q/openapi")).contains("/v1/tenants");
    }
}
