package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import jakarta.persistence.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every table has one owner, and only the owner writes: who else needs a write calls it. An owner's rooms count as it.
 * Whoever changes rows records events by the function that {@code audit} owns, which no statement names as a table;
 * what goes along with a deleted row goes by the schema, by foreign keys and triggers.
 */
class TableOwnersTest {
    private static final Path SCHEMA = Path.of("src/main/resources/db/migration/V1__schema.sql");

    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("keyring_key", "keyring"),
            Map.entry("keyring_rewrap", "keyring"),
            Map.entry("vault_key", "vault"),
            Map.entry("import_batch", "importing"),
            Map.entry("import_line", "importing"),
            Map.entry("integration", "integration"),
            Map.entry("integration_key", "integration"),
            Map.entry("integration_secret", "integration"),
            Map.entry("integration_rsa_key", "integration"),
            Map.entry("tenant", "tenant"),
            Map.entry("tenant_key", "tenant"),
            Map.entry("tenant_key_rotation", "tenant"),
            Map.entry("connection", "connection"),
            Map.entry("connection_token", "refresh"),
            Map.entry("pending_grant", "grant"),
            Map.entry("consent_link", "consent"),
            Map.entry("consent_attempt", "consent"),
            Map.entry("imported_token", "refresh"),
            Map.entry("imported_hash", "refresh"),
            Map.entry("import_end", "refresh"),
            Map.entry("upstream_gate", "refresh"),
            Map.entry("verdict_count", "refresh"),
            Map.entry("exchange_flag", "refresh"),
            Map.entry("caller", "caller"),
            Map.entry("caller_grant", "caller"),
            Map.entry("caller_key", "caller"),
            Map.entry("caller_identity", "caller"),
            Map.entry("refresh_handle", "oauth"),
            Map.entry("audit_event", "audit"),
            Map.entry("audit_seal", "trail"),
            Map.entry("issue_record", "issuing"),
            Map.entry("webhook", "notice"),
            Map.entry("delivery", "notice"),
            Map.entry("notice_cursor", "notice"));

    /**
     * What is known of the person stands beside the tokens, but nothing of a refresh concerns it; so does the grant.
     * Only the store of new tokens may write these too, since their seal binds the account.
     */
    private static final Map<String, String> COLUMN_OWNERS = Stream.of(
                    "user_sub",
                    "user_mac",
                    "user_name",
                    "user_email",
                    "user_profile",
                    "account_id",
                    "account_name",
                    "base_uri",
                    "grant_type")
            .collect(Collectors.toUnmodifiableMap(column -> "connection_token." + column, column -> "connection"));

    /**
     * The row is made with the connection, empty: its key is given, and what it repeats of the connection; and that
     * changes with it.
     */
    private static final Set<SqlWrite> REPEATED_OF_THE_CONNECTION = Set.of(
            new SqlWrite("connection_token", Set.of("tenant", "connection", "uuid", "integration", "grant_type")),
            new SqlWrite("connection_token", Set.of("integration", "grant_type")));

    /** A write by somebody who does not own what it writes. */
    private record Foreign(String feature, String what) {}

    @Test
    void onlyOwnersWrite() {
        List<WrittenSql> written = WrittenSql.all();
        assertThat(written).hasSizeGreaterThan(40);
        assertThat(written.stream()
                        .flatMap(one -> foreign(one.feature(), one.statement().text())))
                .isEmpty();
    }

    @Test
    void everyTableHasAnOwner() throws IOException {
        assertThat(OWNERS).containsOnlyKeys(tables());
    }

    @Test
    void theDocumentTellsTheOwners() throws IOException {
        String tables = Files.readString(Path.of("docs", "architecture.md"))
                .split("\n## Tables\n", 2)[1]
                .split("\n## ", 2)[0];
        Map<String, String> told = Pattern.compile("(?m)^\\| (`[a-z_`, ]+) \\| `([a-z.]+)`")
                .matcher(tables)
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", "))
                        .map(table -> Map.entry(table.replace("`", ""), row.group(2))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(told).isEqualTo(OWNERS);
    }

    @Test
    void ownersAreNeeded() {
        Set<String> written = new TreeSet<>(entities().values());
        WrittenSql.all()
                .forEach(one -> SqlWrite.of(one.statement().text()).forEach(write -> {
                    written.add(tableOf(write));
                    write.columns().forEach(column -> written.add(tableOf(write) + "." + column));
                }));
        assertThat(written).containsAll(OWNERS.keySet()).containsAll(COLUMN_OWNERS.keySet());
    }

    /** Hibernate writes statements of its own, for entities that stay within their package. */
    @Test
    void entitiesStandWithTheirOwner() {
        assertThat(MainClasses.ALL.stream().filter(type -> type.isAnnotatedWith(Table.class)))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(OWNERS.get(nameOfTable(type))).isEqualTo(MainClasses.featureOf(type)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consent    | UPDATE connection_token SET state = 'active' WHERE tenant = $1",
                "connection | UPDATE connection_token t SET due_at = NULL, user_sub = NULL FROM tenant n",
                "connection | UPDATE connection_token SET state='active' WHERE tenant = $1",
                "refresh    | UPDATE connection_token SET failures = f(a, user_sub = 1), base_uri = $1 WHERE a = 1",
                "refresh    | UPDATE connection_token t SET unsure = a IS DISTINCT FROM $1, base_uri = $2",
                "issuing    | WITH used AS (SELECT 1) UPDATE connection_token AS t SET used_at = x FROM used",
                "refresh    | UPDATE connection_token SET scopes[$1] = 'a', user_sub = NULL WHERE tenant = $2",
                "connection | UPDATE connection_token SET failures[$1] = 1 WHERE tenant = $2",
                "grant      | WITH gone AS (DELETE FROM consent_attempt WHERE tenant = $1) SELECT 1",
                "integration| DELETE FROM connection c USING old WHERE c.tenant = old.tenant",
                "connection | DELETE FROM connection_token WHERE tenant = $1",
                "connection | INSERT INTO connection_token (tenant, connection, uuid) VALUES ($1, $2, $3)"
                        + " ON CONFLICT (tenant) DO UPDATE SET state = 'active'",
                "refresh    | INSERT INTO audit_event (type) VALUES ($1)",
                "consent    | UPDATE upstream_gate SET probing = false",
                "tenant     | INSERT INTO CallerRow (name) VALUES (:name)",
                "nobody     | UPDATE unknown_table SET a = 1",
            })
    void seesWhoWritesWhatIsNotTheirs(String feature, String statement) {
        assertThat(foreign(feature, statement)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MERGE INTO connection_token t USING x ON true WHEN MATCHED THEN UPDATE SET state = 'active'",
                "UPDATE public.connection_token SET state = 'active'",
                "UPDATE connection_token SET (state, reason) = ($1, $2) WHERE tenant = $1",
                "DELETE CallerRow WHERE name = :name",
                "TRUNCATE caller",
            })
    void failsForWhatItDoesNotRead(String statement) {
        assertThatThrownBy(() -> SqlWrite.of(statement)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refresh.upkeep | UPDATE connection_token t SET due_at = NULL FROM x WHERE t.user_sub = x.a",
                "connection     | UPDATE connection_token SET user_sub = NULL, base_uri = NULL WHERE tenant = $1",
                "connection     | INSERT INTO connection_token (tenant, connection, uuid, integration, grant_type)"
                        + " SELECT a FROM b",
                "refresh        | UPDATE connection_token SET generation = 2, access_token = $1, base_uri = $2",
                "issuing        | SELECT state FROM connection_token t FOR UPDATE OF t SKIP LOCKED",
            })
    void letsOwnersWriteAndEverybodyRead(String feature, String statement) {
        assertThat(foreign(feature, statement)).isEmpty();
    }

    private static Stream<Foreign> foreign(String feature, String statement) {
        return SqlWrite.of(statement).stream()
                .filter(write -> !(feature.equals("connection") && REPEATED_OF_THE_CONNECTION.contains(write)))
                .flatMap(write -> whatIsOwned(write)
                        .filter(what -> !isOwner(feature, what))
                        .filter(what -> !(feature.equals("refresh") && storesTokens(write)))
                        .map(what -> new Foreign(feature, what)));
    }

    private static boolean storesTokens(SqlWrite write) {
        return write.table().equals("connection_token")
                && write.columns().containsAll(Set.of("generation", "access_token"));
    }

    /** The table for rows that are deleted, the columns for others. */
    private static Stream<String> whatIsOwned(SqlWrite write) {
        String table = tableOf(write);
        return write.columns().isEmpty()
                ? Stream.of(table)
                : write.columns().stream().map(column -> table + "." + column);
    }

    private static boolean isOwner(String feature, String what) {
        String table = what.split("\\.")[0];
        String owner = COLUMN_OWNERS.getOrDefault(what, OWNERS.getOrDefault(table, "nobody's"));
        return feature.equals(owner) || feature.startsWith(owner + ".");
    }

    private static String tableOf(SqlWrite write) {
        return entities().getOrDefault(write.table(), write.table());
    }

    /** Tables by the names of their entities, in lower case: Hibernate's own language speaks of those. */
    private static Map<String, String> entities() {
        return MainClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(Table.class))
                .collect(Collectors.toMap(
                        type -> type.getSimpleName().toLowerCase(Locale.ROOT), TableOwnersTest::nameOfTable));
    }

    private static String nameOfTable(JavaClass type) {
        return type.getAnnotationOfType(Table.class).name();
    }

    private static Set<String> tables() throws IOException {
        return Pattern.compile("(?m)^create table (\\w+)")
                .matcher(Files.readString(SCHEMA))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
