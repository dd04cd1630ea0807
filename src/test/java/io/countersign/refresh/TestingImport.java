package io.countersign.refresh;

import static java.util.Objects.requireNonNull;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Connections;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.Environment;
import io.countersign.simulator.OracleLog;
import io.countersign.simulator.SimulatedUser;
import io.countersign.simulator.TokenCall;
import io.countersign.tenant.TenantKeysets;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token that DocuSign issued to somebody else, and its import into the connection {@code default}.
 *
 * @param tenant whose connection
 * @param person whose token
 * @param refreshToken itself
 * @param importId of its import
 */
record TestingImport(TestingTenant tenant, SimulatedUser person, String refreshToken, UUID importId) {

    /** A good token that nobody has imported yet. */
    static TestingImport of(TestingTenant tenant) {
        SimulatedUser person = TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
        String token = requireNonNull(TestDocuSign.simulator()
                .grant(new TestingRenewal(tenant).integrationKey(), person.sub(), Set.of("signature", "extended"))
                .refreshToken());
        return new TestingImport(tenant, person, token, UUID.randomUUID());
    }

    /** One whose import has begun. */
    static TestingImport begun(TestingTenant tenant) {
        TestingImport begun = of(tenant);
        begun.begin();
        return begun;
    }

    /** The same token for another connection, or once more. */
    TestingImport into(TestingTenant other) {
        return new TestingImport(other, person, refreshToken, UUID.randomUUID());
    }

    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    static ImportedTokens tokens() {
        Pool pool = bean(Pool.class);
        return new ImportedTokens(
                new ImportInsertion(bean(DocuSignConfiguration.class)),
                new ProofReads(pool, bean(TenantKeysets.class)),
                new ImportQueue(pool));
    }

    /** Claims whatever is due, of whichever import. */
    static List<ImportedTokens.Due> claim() {
        ImportedTokens.Share all = new ImportedTokens.Share(1000, 1000, Set.of());
        List<ImportedTokens.Due> claimed = new ArrayList<>(TestingWait.answer(tokens().claimUnproven(all)));
        claimed.addAll(TestingWait.answer(tokens().claimProven(all)));
        return claimed;
    }

    static <T> T transaction(Function<SqlConnection, Uni<T>> work) {
        return TestingWait.answer(bean(Pool.class).withTransaction(work));
    }

    ConnectionId connection() {
        UUID uuid = TestingSql.value(UUID.class, "SELECT uuid FROM connection WHERE tenant = ?", tenant.tenant());
        return new ConnectionId(tenant.tenant(), "default", uuid);
    }

    Target target() {
        String generation = requireNonNull(column("generation"));
        return new Target(
                new ConnectionId(tenant.tenant(), "default", importId),
                tenant.integration(),
                Long.parseLong(generation));
    }

    ImportedTokens.Insertion begin() {
        return begin(Instant.now());
    }

    ImportedTokens.Insertion begin(@Nullable Instant obtainedAt) {
        byte[] wrapped =
                TestingSql.value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", tenant.tenant());
        Keyset keyset = bean(TenantKeysets.class).open(tenant.tenant(), wrapped);
        ImportedTokens.Given given = new ImportedTokens.Given(
                importId,
                Secret.ofText(refreshToken),
                hash(),
                List.of("signature", "extended"),
                obtainedAt,
                "caller:importer",
                Duration.ofSeconds(10));
        return transaction(transaction -> Connections.lock(transaction, tenant.tenant(), "default")
                .chain(() -> tokens().insert(
                                transaction, connection(), Environment.DEMO, tenant.integration(), keyset, given)));
    }

    boolean discard() {
        return transaction(transaction -> Connections.lock(transaction, tenant.tenant(), "default")
                .chain(() -> tokens().discard(transaction, connection())));
    }

    Proof prove() {
        return prove(Duration.ofSeconds(8));
    }

    Proof prove(Duration wait) {
        return TestingWait.answer(bean(Proofs.class).prove(target(), wait));
    }

    private byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(refreshToken.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the row has; null also where there is no row. */
    @Nullable
    String column(String expression) {
        return TestingSql.text("SELECT " + expression + " FROM imported_token WHERE import_id = ?", importId);
    }

    void set(String assignments) {
        TestingSql.run("UPDATE imported_token SET " + assignments + " WHERE import_id = ?", importId);
    }

    /** Lets time pass for its row and for its integration. */
    void passes(Duration time) {
        String interval = "make_interval(secs => " + time.toMillis() / 1000.0 + ")";
        set("lease_until = lease_until - %1$s, held_until = held_until - %1$s, due_at = due_at - %1$s"
                .formatted(interval));
        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = paused_until - " + interval + " WHERE integration = ?",
                tenant.integration());
    }

    /** Whether the row is there. */
    boolean isThere() {
        return column("import_id") != null;
    }

    /** What is remembered of the token: its fate, {@code under way}, or null where nothing is. */
    @Nullable
    String fate() {
        return TestingSql.text(
                "SELECT coalesce(fate, 'under way') FROM imported_hash WHERE hash = decode(?, 'hex')",
                HexFormat.of().formatHex(hash()));
    }

    /** How it ended: the outcome, and the reason after a space. */
    @Nullable
    String end() {
        return TestingSql.text(
                "SELECT outcome || coalesce(' ' || reason, '') FROM import_end WHERE import_id = ?", importId);
    }

    /** All that the connection's own row has, but for what it says of imports. */
    @Nullable
    String ownRow() {
        return TestingSql.text(
                "SELECT (to_jsonb(t) - 'import_error' - 'import_calls')::text FROM connection_token t WHERE tenant = ?",
                tenant.tenant());
    }

    /** The person takes the consent back at DocuSign. */
    void revoke() {
        TestDocuSign.simulator().revokeConsent(new TestingRenewal(tenant).integrationKey(), person.sub());
    }

    /** The calls at DocuSign that presented this very token. */
    List<TokenCall> calls() {
        return new TestingRenewal(tenant)
                .refreshes().stream()
                        .filter(call -> OracleLog.idOf(refreshToken).equals(call.presentedRefreshToken()))
                        .toList();
    }
}
