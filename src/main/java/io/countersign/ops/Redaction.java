package io.countersign.ops;

import io.quarkus.logging.LoggingFilter;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * The last one to look at a line of the log, behind the types that do not print: it takes out what looks like a secret,
 * in the message and in the messages of its failure, and writes what would break a line, or colour it, as an escape.
 * Whoever sends the log elsewhere too names it there ({@code quarkus.log.file.filter=redaction}). Lets every line
 * through.
 */
@LoggingFilter(name = "redaction")
public final class Redaction implements Filter {
    /** Characters; more is no message, and would only make the rules work. */
    static final int LONGEST = 8 * 1024;

    /** Characters behind that, which the rules read too: of a secret across the end, nothing is shown. */
    static final int BEYOND = 512;

    private static final String CUT = "[cut]";

    /** Controls, and what Unicode calls the ends of lines and paragraphs or changes the direction with. */
    private static final Pattern BREAKS_LINES =
            Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uD800-\\uDFFF&&[^\\t]]");

    private final List<RedactionRule> rules;

    /** With all rules. */
    public Redaction() {
        this(List.of(RedactionRule.values()));
    }

    /** With these alone. */
    Redaction(List<RedactionRule> rules) {
        this.rules = rules;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        ExtLogRecord line = ExtLogRecord.wrap(record);
        String message = line.getFormattedMessage();
        if (message != null) {
            String shown = shown(message);
            if (!shown.equals(message)) {
                line.setMessage(shown, ExtLogRecord.FormatStyle.NO_FORMAT);
                line.setParameters(null);
            }
        }
        Throwable failure = record.getThrown();
        if (failure != null) {
            line.setThrown(RedactedFailure.of(failure, this::shown));
        }
        return true;
    }

    /** The text as it may stand in the log. */
    String shown(String text) {
        boolean ends = text.length() <= LONGEST + BEYOND;
        String shown = ends ? text : text.substring(0, LONGEST + BEYOND);
        for (RedactionRule rule : rules) {
            shown = rule.apply(shown);
        }
        // Where the text went on, the last of it may be half a secret, which no rule knows.
        int whole = ends ? shown.length() : Math.max(0, shown.length() - BEYOND);
        int length = Math.min(whole, LONGEST);
        if (length < shown.length()) {
            shown = shown.substring(0, length) + CUT;
        }
        return BREAKS_LINES
                .matcher(shown)
                .replaceAll(
                        found -> Matcher.quoteReplacement(escape(found.group().charAt(0))));
    }

    private static String escape(char character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> "\\u%04X".formatted((int) character);
        };
    }
}
