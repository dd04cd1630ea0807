package io.countersign.ops;

import static io.countersign.ops.TestingStart.assertRefused;
import static io.countersign.ops.TestingStart.command;
import static io.countersign.ops.TestingStart.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.ops.StartedProcess.Ended;
import io.countersign.trail.TestingTrailDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifying the trail from the command line. */
class VerifyTrailIT {
    @TempDir
    static Path directory;

    @AutoClose
    private final TestingTrailDatabase trail = new TestingTrailDatabase();

    @BeforeAll
    static void archiveClasses() {
        TestingStart.archiveClasses(directory);
    }

    private static Ended verified(String database) throws IOException, InterruptedException {
        Map<String, String> configuration = TestingStart.on(database);
        configuration.put("countersign.verify-trail", "true");
        try (StartedProcess process = StartedProcess.start(command(configuration), directory)) {
            return process.ended();
        }
    }

    @Test
    void endsWithZeroIfItHoldsAndElseNamesTheSeal() throws Exception {
        // Given
        trail.record(3);
        trail.seal();
        trail.record(2);
        trail.seal();
        String mac = in(trail.name()).text("SELECT encode(mac, 'hex') FROM audit_seal WHERE number = 2");

        // Then
        Ended holds = verified(trail.name());
        assertThat(holds.code()).as(holds.output()).isZero();
        assertThat(holds.output())
                .contains("audit_trail_holds seals=2 events=5 newest=2 mac=" + mac)
                .doesNotContain("Listening on");

        // When
        trail.asOwner("UPDATE audit_event SET actor = 'somebody' WHERE id = 4");

        // Then
        assertRefused(
                verified(trail.name()),
                List.of("audit_seal_broken seal=2 found=events first=0-", "last=0-", "runbooks"));
        assertThat(in(trail.name()).number("SELECT count(*) FROM audit_event")).isEqualTo(5);
    }

    /** Neither a migration nor anything else: an old backup is verified as it is, or not at all. */
    @Test
    void changesNothingWhereTheSchemaIsAnother() throws Exception {
        String empty = TestDatabase.create();

        assertRefused(verified(empty), List.of("countersign.verify-trail", "schema", "countersign.migrate-only"));

        assertThat(in(empty).number("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                .isZero();
    }
}
