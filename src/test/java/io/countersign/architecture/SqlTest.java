package io.countersign.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * There is no row-level security: that no statement reaches into another tenant is held here. A statement that has to
 * is listed with its reason.
 */
class SqlTest {
    /** What stands between who asks and what is asked for, in each form of the one statement of an issued token. */
    private static final String OWNER = " key on key.id = $1 left join lateral ( select o.uuid, o.epoch, o.mac from"
            + " caller o where o.name = key.caller and ($4::bytea is null or key.hash = $4) limit 1) as owner on true ";

    /** Class and what is peculiar to the statement; the reason why no tenant stands in it. */
    private static final Map<String, String> ACROSS_TENANTS = Map.ofEntries(
            entry(
                    "ConsentLinks: where l.hash = $1",
                    "a link is found by the hash of its 256 random bits, which nobody else has"),
            entry(
                    "TakenAttempts: where state_hash = $1 and ended is not null",
                    "an attempt is found by the hash of its 256 random bits; tells only how it ended"),
            entry(
                    "TenantWrappings: select tenant, wrapped from tenant_key",
                    "a key wraps the keysets of many tenants; hands them out to be wrapped by another one"),
            entry(
                    "TenantWrappings: update tenant_key k",
                    "a key wraps the keysets of many tenants; each one's new bytes name their own tenant"),
            entry(
                    "IntegrationRepository: select count(*) as connections",
                    "an integration serves several tenants; tells only how many connections use it"),
            entry(
                    "GoLiveReader: select i.*",
                    "an integration serves several tenants; tells only how many connections need what"),
            entry(
                    "IntegrationOwner: select count(*) filter (where c.tenant <> $2)",
                    "an integration serves several tenants; tells only how many connections forbid that one owns it"),
            entry(
                    "IntegrationRepository: select t.connection from connection_token t",
                    "an integration serves several tenants; locks their connections before it is deleted or moves"),
            entry(
                    "IntegrationRepository: select count(record_event('connection.deleted'",
                    "an integration serves several tenants; each event names the connection's own tenant"),
            entry(
                    "ConnectedUsers: from connection c where c.tenant = t.tenant",
                    "an integration serves several tenants; all of them forget what its former app told"),
            entry(
                    "FormerApps: from connection c where c.tenant = t.tenant",
                    "an integration serves several tenants; all of them forget what its former app told"),
            entry(
                    "ConnectionViews: where (t.tenant, t.connection) > ($1, $2)",
                    "the list over all tenants; shows those alone whose connections the caller may read"),
            entry(
                    "PendingGrantExpiry: with ended as (",
                    "what expired goes, whosever it is; each event names the connection's own tenant"),
            entry(
                    "PostgresDueQueue: with due as (",
                    "what is due is renewed, whosever it is; hands out the names of connections only"),
            entry(
                    "PostgresDueQueue: with risen as (",
                    "an integration serves several tenants; a new client secret makes what it had refused due again"),
            entry(
                    "PostgresDueQueue: with late as (",
                    "warns of what expires, whosever it is; each event names the connection's own tenant"),
            entry(
                    "RestoredTokens: with doubted as (",
                    "an operator has restored a backup, which holds everybody's tokens; answers how many there are"),
            entry(
                    "RestoredGrants: update pending_grant set unsure = true where refresh_token is not null",
                    "an operator has restored a backup, which holds everybody's grants; answers how many there are"),
            entry(
                    "ImportedTokens: select tenant, connection from imported_token",
                    "an import is found by its id, which is nobody else's; it was made by whoever ends it"),
            entry(
                    "ImportQueue: with due as (",
                    "what is due is looked at, whosever it is; hands out the names of connections only"),
            entry(
                    "ImportQueue: with late as (",
                    "what expired goes, whosever it is; each event names the connection's own tenant"),
            entry(
                    "ImportBatches: select i.import_id from import_line l join imported_token i",
                    "a bulk import has lines of many tenants; tells only the ids of their imports"),
            entry(
                    "UnsentImports: where m.import_id = any ($1)",
                    "an import is found by its id, which is nobody else's; it was made by whoever stops it"),
            entry(
                    "UnsentImports: delete from imported_token where import_id = any ($1)",
                    "an import is found by its id, which is nobody else's; it was made by whoever stops it"),
            entry(
                    "IssuableStatement: join caller_key" + OWNER + "cross join",
                    "the tenant is the one of the request, said once for all that is read"),
            entry(
                    "IssuableStatement: from caller_identity) as" + OWNER + "cross join",
                    "the tenant is the one of the request, said once for all that is read"),
            entry(
                    "IssuableStatement: join caller_key" + OWNER + "left join lateral ( select h.tenant",
                    "the tenant is the one of a handle that was given to the caller"),
            entry(
                    "IssuableStatement: from caller_identity) as" + OWNER + "left join lateral ( select h.tenant",
                    "the tenant is the one of a handle that was given to the caller"),
            entry(
                    "KnownTokens: where t.access_hash = $1 union all",
                    "a token is found by its keyed hash; whoever presents it has it"),
            entry(
                    "KnownTokens: where t.access_hash = $1 and t.tenant = any ($2)",
                    "a token is found by its keyed hash; tells of those tenants alone that the caller sees"),
            entry(
                    "HandleRows: where caller = $1 and id = $2 and expires_at > clock_timestamp()",
                    "a handle is found for its own caller by its id, and its 256 random bits are compared"),
            entry("HandleRows: with ended as (", "what expired long ago goes, whosever it is; answers nobody"),
            entry("TokenUses: with moment as (", "notes the uses of all that was issued; each names its own tenant"),
            entry(
                    "IssueRecordReader: from issue_record where id > $1 order by",
                    "the list over all tenants, for who may read the trail of all"),
            entry(
                    "IssueRecordReader: from issue_record where actor = 'caller:' || $3 and id",
                    "what a caller got of all tenants, for who may read the trail of all"),
            entry("WaitingFigures: with waiting as (", "figures over all tenants"),
            entry("ConnectionFigures: with sizes as (", "figures over all tenants"),
            entry("ConnectionNumbers: with others as (", "counts those alone that the caller may read"),
            entry(
                    "ConnectionNumbers: select t.tenant, t.connection, t.refresh_expires_at",
                    "what ends first of all tenants; shows those alone whose connections the caller may read"),
            entry(
                    "ConnectionNumbers: select (select count(*) from connection_token t",
                    "counts those alone that the caller may read"),
            entry(
                    "ConnectionNumbers: select date_bin('1 day', t.refresh_expires_at",
                    "counts those alone that the caller may read"),
            entry(
                    "ConnectionNumbers: select date_bin('1 hour', t.last_refreshed_at",
                    "counts those alone that the caller may read"),
            entry("GateFigures: (select false as flag", "figures over all tenants"),
            entry("ConnectionFigures: select warned_days, count(*) as connections", "a figure over all tenants"),
            entry(
                    "ConsentExpiry: select tenant, state_hash from consent_attempt where expires_at <="
                            + " clock_timestamp()",
                    "what expired goes, whosever it is; answers nobody"),
            entry(
                    "ConsentExpiry: delete from consent_link where expires_at <= clock_timestamp() - interval '30"
                            + " days'",
                    "what expired goes, whosever it is; answers nobody"));

    @Test
    void statementsStayWithinOneTenant() {
        // Given
        List<WrittenSql> written = WrittenSql.all();

        // When
        List<WrittenSql> across = written.stream()
                .filter(one -> one.statement().touchesTenants())
                .filter(one -> !one.statement().staysWithinOneTenant())
                .filter(one -> ACROSS_TENANTS.keySet().stream().noneMatch(one::isThe))
                .toList();

        // Then
        assertThat(written).hasSizeGreaterThan(40);
        assertThat(across).isEmpty();
    }

    @Test
    void exceptionsAreNeeded() {
        List<WrittenSql> written = WrittenSql.all();
        assertThat(ACROSS_TENANTS.keySet())
                .allSatisfy(exception -> assertThat(written)
                        .filteredOn(one -> one.isThe(exception))
                        .hasSize(1)
                        .noneMatch(one -> one.statement().staysWithinOneTenant()));
    }

    /** Hibernate writes statements of its own: it knows none of the tenants' tables. */
    @Test
    void noEntityIsOfATenant() {
        List<String> owned = MainClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(Table.class))
                .filter(type -> new SqlStatement("select from " + tableOf(type)).touchesTenants())
                .map(JavaClass::getSimpleName)
                .toList();
        assertThat(owned).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT state FROM connection_token t WHERE t.uuid = $1",
                "SELECT state FROM connection_token WHERE uuid = $1",
                "UPDATE connection_token SET state = 'active' WHERE uuid = $1",
                "DELETE FROM pending_grant WHERE expires_at < clock_timestamp()",
                "SELECT FROM connection_token t JOIN connection c ON c.name = t.connection WHERE t.tenant = $1",
                "SELECT FROM connection_token t JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection",
                "UPDATE connection_token t SET state = 'active' FROM connection c, tenant_key k WHERE t.tenant = $1"
                        + " AND c.tenant = t.tenant",
                "DELETE FROM consent_attempt WHERE tenant = $1 AND hash IN (SELECT hash FROM consent_link WHERE"
                        + " used_at IS NULL)",
                "WITH old AS (SELECT tenant FROM consent_link WHERE hash = $1) DELETE FROM consent_link l USING old o"
                        + " WHERE l.tenant = o.tenant",
                "WITH old AS (SELECT t.tenant FROM connection_token t JOIN connection c ON c.tenant = t.tenant)"
                        + " DELETE FROM connection c USING old o WHERE c.tenant = o.tenant",
                "INSERT INTO consent_link (hash, connection) VALUES ($1, $2)",
            })
    void seesStatementsThatReachFurther(String statement) {
        assertThat(new SqlStatement(statement).touchesTenants()).isTrue();
        assertThat(new SqlStatement(statement).staysWithinOneTenant()).isFalse();
    }

    private static String tableOf(JavaClass type) {
        return type.getAnnotationOfType(Table.class).name();
    }
}
