package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator who turns every logger up finds no secret in the log. */
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
            Logger.getLogger("org.jboss.resteasy"));

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

    @Test
    void standInNoLogHoweverLoud() {
        List<Needle> secrets = SecretsInUse.all();
        Map<String, String> texts = new HashMap<>();
        lines.forEach((logger, text) -> texts.put(logger, text.toString()));

        assertThat(Haystack.texts(texts).find(secrets)).isEmpty();
        assertThat(texts.get("io.countersign.docusign.CallRecords"))
                .contains(
                        "docusign_call environment=demo call=refresh outcome=granted",
                        "docusign_call environment=production call=refresh outcome=granted");
        assertThat(texts.values()).anyMatch(text -> text.contains("TRACE "));
    }
}
