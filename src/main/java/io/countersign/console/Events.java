package io.countersign.console;

import io.countersign.audit.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events of the trail as rows. */
final class Events {
    private Events() {}

    /** Of one connection. */
    static Table ofConnection(List<RecordedEvent> events, Instant now) {
        return new Table(
                "What happened to it last, the newest first",
                List.of("Event", "When", "Who", "Details"),
                events.stream()
                        .map(event -> new Table.Row(
                                Cell.of(event.type()),
                                List.of(
                                        Moments.cell(event.occurredAt(), now),
                                        Cell.of(event.actor()),
                                        Cell.of(details(event.details())))))
                        .toList(),
                "Nothing has happened to it lately.",
                null);
    }

    /** Of anything. */
    static Table all(List<RecordedEvent> events, @Nullable Link next, Instant now) {
        return new Table(
                "What happened, the newest first",
                List.of("Event", "When", "Who", "Tenant", "Connection", "Details"),
                events.stream()
                        .map(event -> new Table.Row(
                                Cell.of(event.type()),
                                List.of(
                                        Moments.cell(event.occurredAt(), now),
                                        Cell.of(event.actor()),
                                        Cell.of(event.tenant()),
                                        Cell.of(event.connection()),
                                        Cell.of(details(event.details())))))
                        .toList(),
                "Nothing of that kind has happened.",
                next);
    }

    private static String details(Map<String, Object> details) {
        return new TreeMap<>(details)
                .entrySet().stream()
                        .map(detail -> detail.getKey() + ": " + detail.getValue())
                        .collect(Collectors.joining(", "));
    }
}
