package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby without the newest commits has taken over: the refresh token that it shows may be spent. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RolledBackLeaseTest extends PostgresSteps {
    @Inject
    GenerationWatch generations;

    /** This replica has seen a later generation than the row has. */
    @BeforeEach
    void rollBack() {
        generations.stored(target.id(), target.generation() + 1);
    }

    @AfterEach
    void allowMarks() {
        TestingSql.run("DROP TRIGGER IF EXISTS no_marks ON connection_token");
        TestingSql.run("DROP FUNCTION IF EXISTS no_marks");
    }

    private void refuseMarks() {
        TestingSql.run("""
            CREATE FUNCTION no_marks() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'No marks'; END $$
            """);
        TestingSql.run("""
            CREATE TRIGGER no_marks BEFORE UPDATE OF unsure ON connection_token
            FOR EACH ROW WHEN (NEW.tenant = '%s') EXECUTE FUNCTION no_marks()
            """.formatted(tenant.tenant()));
    }

    @Test
    void theRowIsMarkedBeforeTheLeaseIsHandedOn() {
        Lease lease = leased();

        assertThat(column("unsure")).isEqualTo("t");
        assertThat(lease.unsure()).isTrue();
    }

    @Test
    void theLeaseIsInDoubtThoughTheRowCannotBeMarked() {
        refuseMarks();

        Lease lease = leased();

        assertThat(column("unsure")).isEqualTo("f");
        assertThat(lease.unsure()).isTrue();
    }

    @Test
    void whatCouldNotBeMarkedIsMarkedTheNextTime() {
        refuseMarks();
        Lease first = leased();
        allowMarks();
        release(first, false, 0);

        assertThat(leased().unsure()).isTrue();

        assertThat(column("unsure")).isEqualTo("t");
    }
}
