package io.countersign.ops;

import static io.countersign.ops.TestingStart.command;
import static io.countersign.ops.TestingStart.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.SqlAccess;
import io.countersign.trail.TestingOldSeals;
import io.countersign.trail.TestingTrailDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application ends old events of the trail. */
class EndedTrailIT {
    @TempDir
    static Path directory;

    @AutoClose
    private final TestingTrailDatabase trail = new TestingTrailDatabase();

    @BeforeAll
    static void archiveClasses() {
        TestingStart.archiveClasses(directory);
    }

    @Test
    void whatIsOlderGoesSoonAfterTheStart() throws Exception {
        TestingOldSeals.make(trail, 3, Duration.ofDays(31));
        Map<String, String> configuration = TestingStart.on(trail.name());
        configuration.put("countersign.audit.kept", "P30D");

        try (StartedProcess process = StartedProcess.start(command(configuration), directory)) {
            process.await("audit_events_dropped first=1 last=2 events=4");
        }

        SqlAccess database = in(trail.name());
        assertThat(database.text("SELECT details::text FROM audit_event WHERE type = 'trail.dropped'"))
                .isEqualTo("{\"last\": \"2\", \"first\": \"1\", \"events\": \"4\"}");
        assertThat(database.number("SELECT count(*) FROM audit_event WHERE type LIKE 'event.%'"))
                .isEqualTo(2);
        assertThat(database.number("SELECT count(*) FROM audit_seal WHERE dropped_mac IS NOT NULL"))
                .isEqualTo(2);
    }
}
