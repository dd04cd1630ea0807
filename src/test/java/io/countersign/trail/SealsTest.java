package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingWait;
import io.countersign.trail.BrokenSeal.Found;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who owns the database does to the trail is found, and the seal named. */
class SealsTest {
    @AutoClose
    private static final TestingTrailDatabase TRAIL = new TestingTrailDatabase();

    @BeforeEach
    void empty() {
        TRAIL.empty();
    }

    private static void assertBroken(int seal, Found found) {
        Verification.Verified verified = TRAIL.verify();
        assertThat(verified.broken())
                .isNotNull()
                .extracting(BrokenSeal::number, BrokenSeal::found)
                .containsExactly((long) seal, found);
        assertThat(verified.number()).isEqualTo(seal - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "era = era + 1",
                "transaction = (transaction::text::bigint + 1)::text::xid8",
                "transaction = '18446744073709551615'",
                "id = -1",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "occurred_at = 'infinity'",
                "type = type || ' '",
                "actor = 'caller:' || actor",
                "tenant = ''",
                "tenant = 'acme'",
                "connection = ''",
                "details = details || '{\"more\": null}'",
                "details = '{}'",
            })
    void aChangedColumnOfOneEventIsFound(String change) {
        TRAIL.threeSeals();

        TRAIL.asOwner("UPDATE audit_event SET " + change + " WHERE id = 3");

        assertBroken(2, Found.EVENTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM audit_event WHERE id = 3 | 2",
                "DELETE FROM audit_event WHERE id = 4 | 2",
                "DELETE FROM audit_event WHERE id IN (1, 2) | 1",
                "INSERT INTO audit_event SELECT -1, era, transaction, occurred_at, type, actor FROM audit_event"
                        + " WHERE id = 3 | 2",
                "INSERT INTO audit_event SELECT 99, era, transaction, occurred_at, type, actor FROM audit_event"
                        + " WHERE id = 4 | 3",
                "UPDATE audit_event e SET actor = o.type, type = o.actor FROM audit_event o"
                        + " WHERE o.id = e.id AND e.id = 6 | 3",
            })
    void anEventThatIsGoneOrAddedIsFound(String change, int seal) {
        TRAIL.threeSeals();

        TRAIL.asOwner(change);

        assertBroken(seal, Found.EVENTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit_seal SET follows = 0 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET follows = 7 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET first_era = 1 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET first_transaction = last_transaction, first_id = first_id + 1"
                        + " WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET first_id = 4 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET last_era = 1 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET last_transaction = '1' WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET last_id = 3 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET events = 1 WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET events_mac = sha256(events_mac) WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET mac = sha256(mac) WHERE number = 2 | SEAL",
                "UPDATE audit_seal SET sealed_at = sealed_at - interval '1 microsecond' WHERE number = 2 | SEAL",
                "UPDATE audit_seal s SET events_mac = o.events_mac, mac = o.mac FROM audit_seal o"
                        + " WHERE s.number = 2 AND o.number = 1 | SEAL",
                "UPDATE audit_seal SET number = 20 WHERE number = 2 | MISSING",
                "DELETE FROM audit_seal WHERE number = 2 | MISSING",
                "UPDATE audit_seal SET dropped_at = now(), dropped_mac = mac WHERE number = 2 | DROPPED",
            })
    void aChangedSealIsFound(String change, Found found) {
        TRAIL.threeSeals();

        TRAIL.asOwner(change);

        assertBroken(2, found);
    }

    /** A column that comes later has to be hashed, and changed above. */
    @ParameterizedTest
    @CsvSource({
        "audit_event, 'actor,connection,details,era,id,occurred_at,tenant,transaction,type'",
        "audit_seal, 'dropped_at,dropped_mac,events,events_mac,first_era,first_id,first_transaction,follows,last_era,"
                + "last_id,last_transaction,mac,number,sealed_at'",
    })
    void everyColumnIsChangedAbove(String table, String columns) {
        assertThat(TRAIL.sql.text("""
                        SELECT string_agg(column_name, ',' ORDER BY column_name COLLATE "C")
                        FROM information_schema.columns WHERE table_name = ?
                        """, table)).isEqualTo(columns);
    }

    @Test
    void theSealsBehindABrokenOneAreVerifiedFromThere() {
        // Given
        TRAIL.threeSeals();
        TRAIL.asOwner("UPDATE audit_event SET actor = 'x' WHERE id = 3");
        long next = TRAIL.verify().next();

        // When
        Verification.Verified rest = TRAIL.verify(next, 10);

        // Then
        assertThat(rest.broken()).isNull();
        assertThat(rest.last()).isNotNull().extracting(Seal::number).isEqualTo(3L);
    }

    @Test
    void oneBeginsBehindASealThatIsThere() {
        TRAIL.threeSeals();

        assertThat(TRAIL.verify(1, 1).last())
                .isNotNull()
                .extracting(Seal::number)
                .isEqualTo(2L);
        assertThat(TRAIL.verify(4, 1)).isEqualTo(new Verification.Verified(0, 0, null, null, 4));
        assertThat(TestingWait.answer(TRAIL.verification.some(TRAIL.key(), 0, 3, Duration.ZERO))
                        .number())
                .isEqualTo(1);
        TRAIL.asOwner("DELETE FROM audit_seal WHERE number = 1");
        assertThat(TRAIL.verify(1, 1)).isEqualTo(new Verification.Verified(0, 0, null, BrokenSeal.missing(1), 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM audit_event WHERE id = 1",
                "UPDATE audit_event SET actor = 'x' WHERE id = 1",
                "TRUNCATE audit_event",
                "DELETE FROM audit_seal WHERE number = 1",
                "UPDATE audit_seal SET mac = sha256(mac) WHERE number = 1",
                "TRUNCATE audit_seal",
            })
    void mistakesAreRefused(String statement) {
        TRAIL.record(1);
        TRAIL.seal();

        assertThatThrownBy(() -> TRAIL.sql.run(statement)).hasStackTraceContaining("audit trail");
    }
}
