package io.countersign;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged while this is open. Of the test's own JVM: a packaged application logs elsewhere. */
public final class TestingLog implements AutoCloseable {
    private final Logger logger;
    private final PatternFormatter formatter;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private TestingLog(String name, String format) {
        logger = Logger.getLogger(name);
        formatter = new PatternFormatter(format);
        logger.addHandler(listener);
    }

    /** Listens to one class from now on, and has each line's level before it. */
    public TestingLog(Class<?> logging) {
        this(logging.getName(), "%p %s");
    }

    /** Listens to everybody from now on, and has the logger before each line and the failure after it. */
    public static TestingLog ofAll() {
        return new TestingLog("", "%c %s%e%n");
    }

    /** The lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeHandler(listener);
    }
}
