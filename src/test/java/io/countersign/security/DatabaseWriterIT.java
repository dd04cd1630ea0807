package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.caller.TestingCredentialSource;
import io.countersign.crypto.Digest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever can write to the database, and knows all that stands there, cannot make the vault give anybody a token that
 * he did not get before: the answer is the former account's, or a refusal.
 */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(value = WrittenDatabase.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class DatabaseWriterIT {
    /** A key that the attacker made: its checksum is right. */
    private static final String OWN = TestingCredentialSource.KEY;

    private static final String OWN_ID = OWN.substring(4, 16);

    private static final List<String> OF_CALLERS =
            List.of("vault_key", "caller", "caller_grant", "caller_identity", "caller_key");

    private static Entitlements who;
    private KeptTables kept;

    @BeforeEach
    void begin() {
        if (who == null) {
            who = new Entitlements();
            FilledTables.fill();
        }
        kept = new KeptTables(OF_CALLERS);
    }

    @AfterEach
    void putBack() {
        kept.restore();
        assertThat(who.areWhole()).as("as it was").isTrue();
    }

    private void assertNothingGained(String attack) {
        assertThat(who.gained()).as(attack).isEmpty();
        for (int tenant = 0; tenant < 3; tenant++) {
            assertThat(who.status(OWN, tenant)).as(attack).isIn(401, 403, 404);
        }
    }

    @Test
    void aCallerOfHisOwnIsNone() {
        TestingSql.run(
                "INSERT INTO caller (name, uuid, epoch, mac) SELECT 'evil', gen_random_uuid(), 1, mac FROM caller"
                        + " LIMIT 1");
        TestingSql.run(
                "INSERT INTO caller_key (id, caller, hash, expires_at, mac) SELECT ?, 'evil', ?, expires_at, mac FROM"
                        + " caller_key LIMIT 1",
                OWN_ID,
                Digest.ofText(OWN));
        TestingSql.run(
                "INSERT INTO caller_grant (caller, tenant, connection, position, permissions, mac) SELECT 'evil',"
                        + " '*', '*', 0, '{token:issue,caller:manage}', mac FROM caller_grant LIMIT 1");

        assertNothingGained("three INSERTs");
        assertThat(TestingCaller.with(OWN).get("/v1/callers").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyOfHisOwnIsNoneAtSomebodyElse() {
        for (String caller : List.of(who.caller(0).name(), who.caller(2).name())) {
            TestingSql.run(
                    "INSERT INTO caller_key (id, caller, hash, expires_at, mac) SELECT ?, caller, ?, expires_at, mac"
                            + " FROM caller_key WHERE caller = ?",
                    OWN_ID,
                    Digest.ofText(OWN),
                    caller);
            assertNothingGained("a key for " + caller);
            TestingSql.run("DELETE FROM caller_key WHERE id = ?", OWN_ID);

            TestingSql.run(
                    "UPDATE caller_key SET id = ?, hash = ? WHERE caller = ?", OWN_ID, Digest.ofText(OWN), caller);
            assertNothingGained("the key of " + caller + " rewritten");
            kept.restore();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "UPDATE caller_grant SET tenant = '*' WHERE caller LIKE 'first-%' | false",
                "UPDATE caller_grant SET connection = '*' WHERE caller LIKE 'second-%' | false",
                "UPDATE caller_grant SET tenant = '*', connection = '*' WHERE caller LIKE 'second-%' | false",
                "UPDATE caller_grant g SET tenant = (SELECT o.tenant FROM caller_grant o WHERE o.caller <> g.caller"
                        + " LIMIT 1) WHERE g.caller LIKE 'first-%' | false",
                "UPDATE caller_grant SET permissions = '{token:issue,connection:manage}' | false",
                "UPDATE caller_grant SET position = position + 1 | false",
                "UPDATE caller_grant g SET mac = (SELECT o.mac FROM caller_grant o WHERE o.caller <> g.caller LIMIT 1)"
                        + " | false",
                "UPDATE caller_key k SET caller = (SELECT o.caller FROM caller_key o WHERE o.caller <> k.caller LIMIT"
                        + " 1) | false",
                "UPDATE caller_key SET expires_at = expires_at + interval '1 day' | false",
                "UPDATE caller_key k SET mac = (SELECT o.mac FROM caller_key o WHERE o.id <> k.id LIMIT 1) | false",
                "UPDATE caller SET epoch = epoch + 1 | false",
                "UPDATE caller SET epoch = 1 WHERE epoch > 1 | false",
                "UPDATE caller SET uuid = gen_random_uuid() | false",
                "UPDATE caller c SET mac = (SELECT o.mac FROM caller o WHERE o.name <> c.name LIMIT 1) | false",
                "DELETE FROM caller_grant | false",
                "DELETE FROM caller_key | false",
                "UPDATE caller_key SET created_at = now() | true",
                "UPDATE caller SET updated_at = now(), created_at = now() | true",
            })
    void aRewrittenRowIsNone(String statement, boolean harmless) {
        assertThat(TestingSql.run(statement)).isPositive();

        assertNothingGained(statement);
        assertThat(who.areWhole()).as(statement).isEqualTo(harmless);
    }

    @Test
    void rowsOfAnEarlierEpochAreNone() {
        // Given: the first caller loses its key and its tenant for another, properly
        String path = "/v1/callers/" + who.caller(0).name();
        String id = who.caller(0).key().substring(4, 16);
        TestingCaller.keyOf(who.caller(0).name(), List.of(who.tenant(2).tenant()), "token:issue");
        TestingCaller.operator().delete(path + "/api-keys/" + id).then().statusCode(204);
        assertThat(who.gained()).isEmpty();

        // When: what it had is put back, beside what it has now
        KeptTables.bring("caller_key");
        KeptTables.bring("caller_grant");

        // Then
        assertThat(who.gained()).isEmpty();
        assertThat(who.status(who.caller(0).key(), 0)).isEqualTo(401);

        // When: the caller's own row is put back, too, but not all of the rest
        TestingSql.run("DELETE FROM caller_key WHERE caller = ?", who.caller(0).name());
        TestingSql.run(
                "UPDATE caller c SET uuid = k.uuid, epoch = k.epoch FROM kept_caller k WHERE k.name = c.name AND c.name"
                        + " = ?",
                who.caller(0).name());
        KeptTables.bring("caller_key");

        // Then
        assertThat(who.status(who.caller(0).key(), 0)).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM vault_key",
                "UPDATE vault_key SET mac_key = hash_key",
                "UPDATE vault_key SET hash_key = mac_key",
                "UPDATE vault_key SET wrapped = (SELECT wrapped FROM tenant_key LIMIT 1)",
                "UPDATE vault_key SET mac_key = set_byte(mac_key, 40, get_byte(mac_key, 40) # 1)",
            })
    void withoutTheVaultsKeyNothingIsGainedEither(String statement) {
        assertThat(TestingSql.run(statement)).isPositive();
        assertNothingGained(statement);

        // What does not fit the key in memory has the row read again.
        TestingSql.run("UPDATE caller_grant SET tenant = '*', connection = '*' WHERE caller NOT LIKE 'third-%'");
        assertNothingGained(statement + ", and grants for all");
    }

    /**
     * For every column of every table: another row's value, one that nobody had, each that is allowed, and none; and
     * where a CHECK ties it to others, another row's value of all of them.
     */
    @Test
    void noColumnGivesAnybodyAnotherToken() {
        TestingSql.with(connection -> {
            EveryColumn every = new EveryColumn(connection, who);
            assertThat(every.columns()).hasSizeGreaterThan(300);
            assertThat(every.isWholeWithoutTheNeverAsked())
                    .as("nobody's token depends on " + EveryColumn.NEVER_ASKED)
                    .isTrue();

            every.writeAll();

            assertThat(every.gained()).isEmpty();
            assertThat(every.notPutBack())
                    .as("what follows these was written in vain")
                    .isEmpty();
            assertThat(every.unwritten()).isEqualTo(EveryColumn.NEVER_WRITTEN.keySet());
        });
    }
}
