package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Digest;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.RandomToken;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.grant.BegunConsents;
import io.countersign.integration.Integration;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attempts to consent: begun when somebody presses the button, taken once when that browser comes back. */
@ApplicationScoped
class ConsentAttempts implements BegunConsents {
    /** Living attempts of one link, so that nobody can fill the table. There is no place for one more. */
    private static final int MOST_OF_A_LINK = 50;

    /**
     * Those of them that began from one address. One more ends the oldest of these, which somebody else's never do: so
     * nobody can end anybody else's.
     */
    private static final int MOST_OF_AN_ADDRESS = 5;

    private final Pool pool;
    private final TenantKeysets keysets;
    private final TakenAttempts taken;
    private final LinkEvents events;
    private final RandomToken tokens;
    private final Duration life;

    ConsentAttempts(
            Pool pool,
            TenantKeysets keysets,
            TakenAttempts taken,
            LinkEvents events,
            SecureRandom random,
            ConsentConfiguration configuration) {
        this.pool = pool;
        this.keysets = keysets;
        this.taken = taken;
        this.events = events;
        this.tokens = new RandomToken(random);
        this.life = configuration.attemptLife();
    }

    /** What came of beginning an attempt. */
    sealed interface Beginning {}

    /**
     * An attempt that has just begun: what goes to the browser and, as {@code state} and challenge, through it to
     * DocuSign.
     */
    record Begun(Secret state, Secret binding, Secret codeVerifier) implements Beginning {}

    /** The link has as many attempts as may live. */
    record Full() implements Beginning {}

    /** The link has gone since it was found. */
    record Gone() implements Beginning {}

    /** What came of taking an attempt. */
    sealed interface Taking {}

    /**
     * An attempt that came back from DocuSign and was taken: nobody else can have it any more.
     *
     * @param state its state
     * @param browser the hash of what binds it to the browser
     * @param codeVerifier its PKCE verifier (RFC 7636)
     * @param grant the connection's, then and now
     * @param scopes what was asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    record Taken(Secret state, byte[] browser, Secret codeVerifier, GrantType grant, List<String> scopes)
            implements Taking {}

    /** Taken likewise, but the connection belongs to another app or has another grant by now: the code is of no use. */
    record Moved(Secret state) implements Taking {}

    /** Nothing was taken: what came does not fit together, or another callback was first. */
    record NotTaken() implements Taking {}

    /**
     * Begins an attempt, where the link is there and has room for one.
     *
     * @param address a hash that tells the addresses apart from which attempts with this link begin
     */
    Uni<Beginning> begin(ConsentLink link, byte[] address) {
        return pool.withTransaction(transaction -> lock(transaction, link)
                .chain(keyset -> keyset.isEmpty()
                        ? Uni.createFrom().item(new Gone())
                        : begin(transaction, link, keyset.get(), address)));
    }

    private Uni<Beginning> begin(SqlConnection transaction, ConsentLink link, Keyset keyset, byte[] address) {
        Begun begun = new Begun(tokens.next(), tokens.next(), tokens.next());
        return makeRoom(transaction, link, address)
                .chain(() -> transaction
                        .preparedQuery("""
                                INSERT INTO consent_attempt (tenant, link_hash, state_hash, integration, environment,
                                    binding_hash, code_verifier, scopes, expires_at, address_hash, grant_type,
                                    integration_key)
                                SELECT $1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $9),
                                    $10, $11, (SELECT integration_key FROM integration WHERE name = $4)
                                FROM consent_attempt
                                WHERE tenant = $1 AND link_hash = $2 AND expires_at > clock_timestamp()
                                HAVING count(*) < %d AND count(*) FILTER (WHERE address_hash = $10) < %d
                                """.formatted(MOST_OF_A_LINK, MOST_OF_AN_ADDRESS))
                        .execute(values(link, begun, keyset, address)))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().item(new Full())
                        : events.record(transaction, link, LinkEvents.Kind.TRIED, started(link))
                                .replaceWith(begun));
    }

    private Tuple values(ConsentLink link, Begun begun, Keyset keyset, byte[] address) {
        byte[] stateHash = Digest.of(begun.state());
        return Tuple.tuple()
                .addString(link.id().tenant())
                .addValue(Buffer.buffer(link.hash()))
                .addValue(Buffer.buffer(stateHash))
                .addString(link.integration())
                .addString(link.environment().wireName())
                .addValue(Buffer.buffer(Digest.of(begun.binding())))
                .addValue(Buffer.buffer(
                        keyset.seal(begun.codeVerifier(), place(link.id().tenant(), link.environment(), stateHash))))
                .addArrayOfString(link.scopes().toArray(String[]::new))
                .addDouble((double) life.toSeconds())
                .addValue(Buffer.buffer(address))
                .addString(link.grant().wireName());
    }

    /**
     * Locks the link, so that parallel beginnings are counted one after the other, and holds the tenant's keyset, so
     * that what is sealed under it is stored before a key leaves it. Empty where the link has gone meanwhile.
     */
    private Uni<Optional<Keyset>> lock(SqlConnection transaction, ConsentLink link) {
        return transaction
                .preparedQuery("""
                        SELECT k.wrapped FROM consent_link l JOIN tenant_key k ON k.tenant = l.tenant
                        WHERE l.tenant = $1 AND l.hash = $2
                        FOR UPDATE OF l FOR SHARE OF k
                        """)
                .execute(Tuple.of(link.id().tenant(), Buffer.buffer(link.hash())))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    byte[] wrapped = rows.iterator().next().getBuffer("wrapped").getBytes();
                    return Optional.of(keysets.open(link.id().tenant(), wrapped));
                });
    }

    private static AuditEvent started(ConsentLink link) {
        return new AuditEvent(
                "consent.started",
                AuditEvent.PERSON,
                link.id().tenant(),
                link.id().name(),
                Map.of("integration", link.integration()));
    }

    /**
     * Removes what has run out, of the locked link, and what this address has too many of: of those that have ended
     * first, and never one whose code is just being exchanged. Where the link is full, what has ended gives way,
     * whoever began it.
     */
    private static Uni<Void> makeRoom(SqlConnection transaction, ConsentLink link, byte[] address) {
        Tuple ofAddress = Tuple.of(link.id().tenant(), Buffer.buffer(link.hash()), Buffer.buffer(address));
        return transaction
                .preparedQuery("""
                                DELETE FROM consent_attempt
                                WHERE tenant = $1 AND link_hash = $2 AND (taken_at IS NULL OR ended IS NOT NULL)
                                  AND (expires_at <= clock_timestamp() OR state_hash IN (
                                    SELECT state_hash FROM consent_attempt
                                    WHERE tenant = $1 AND link_hash = $2 AND expires_at > clock_timestamp()
                                      AND address_hash = $3
                                    ORDER BY (ended IS NOT NULL), (taken_at IS NULL), created_at DESC OFFSET %d)
                                    OR ended IS NOT NULL AND state_hash IN (
                                    SELECT state_hash FROM consent_attempt
                                    WHERE tenant = $1 AND link_hash = $2 AND expires_at > clock_timestamp()
                                    ORDER BY (ended IS NOT NULL), created_at DESC OFFSET %d))
                                """.formatted(MOST_OF_AN_ADDRESS - 1, MOST_OF_A_LINK - 1))
                .execute(ofAddress)
                .replaceWithVoid();
    }

    /**
     * Takes the attempt of that state, browser and integration (by the path's name), and destroys its verifier. All
     * three are in the one statement: what does not fit takes nothing, and of many parallel callbacks one gets it. A
     * replica that lacks the key of the tenant's keyset takes nothing either: the same callback works at another.
     *
     * @param present the integration of that name as it is now; empty where it is gone
     * @throws io.countersign.crypto.MissingKeyException where it does
     */
    Uni<Taking> take(
            ConsentLink link, Secret state, BrowserBinding binding, String integration, Optional<Integration> present) {
        String tenant = link.id().tenant();
        // Before anything is taken: this fails where the key is lacking.
        keysets.open(tenant, link.wrappedKeyset());
        byte[] stateHash = Digest.of(state);
        return pool.preparedQuery("""
                        UPDATE consent_attempt a SET taken_at = clock_timestamp(), code_verifier = NULL
                        FROM (SELECT state_hash, code_verifier FROM consent_attempt
                              WHERE tenant = $1 AND state_hash = $2 AND binding_hash = $3 AND link_hash = $4
                                  AND integration = $5
                                AND taken_at IS NULL AND expires_at > clock_timestamp()
                              FOR UPDATE) untaken
                        WHERE a.tenant = $1 AND a.state_hash = untaken.state_hash
                        RETURNING untaken.code_verifier, a.binding_hash, a.scopes, a.environment, a.integration_key,
                            a.grant_type
                        """)
                .execute(Tuple.of(
                        tenant,
                        Buffer.buffer(stateHash),
                        Buffer.buffer(Digest.of(binding.secret())),
                        Buffer.buffer(Digest.of(binding.link())),
                        integration))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(new NotTaken())
                        : Uni.createFrom()
                                .item(() -> takenOf(rows.iterator().next(), link, state, present))
                                .onFailure()
                                .call(() -> taken.failed(link, state)));
    }

    private Taking takenOf(Row row, ConsentLink link, Secret state, Optional<Integration> present) {
        Environment environment = Environment.of(row.getString("environment"));
        String key = row.getString("integration_key");
        GrantType grant = GrantType.named(row.getString("grant_type"));
        if (grant != link.grant()
                || present.filter(integration -> link.integration().equals(integration.name())
                                && environment == integration.environment()
                                && key.equals(integration.integrationKey()))
                        .isEmpty()) {
            return new Moved(state);
        }
        Secret codeVerifier = keysets.open(
                link.id().tenant(),
                link.wrappedKeyset(),
                row.getBuffer("code_verifier").getBytes(),
                place(link.id().tenant(), environment, Digest.of(state)));
        byte[] browser = row.getBuffer("binding_hash").getBytes();
        return new Taken(state, browser, codeVerifier, grant, List.of(row.getArrayOfStrings("scopes")));
    }

    /**
     * Those that were taken stay: their end is still to be written, or heard. Those that somebody else is just taking
     * or deleting are skipped: waiting for them could deadlock, and their link is dead anyway.
     */
    @Override
    public Uni<Void> end(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        DELETE FROM consent_attempt
                        WHERE tenant = $1 AND state_hash IN (
                          SELECT a.state_hash FROM consent_attempt a
                          JOIN consent_link l ON l.tenant = a.tenant AND l.hash = a.link_hash
                          WHERE a.tenant = $1 AND l.connection = $2 AND l.uuid = $3 AND a.taken_at IS NULL
                          FOR UPDATE OF a SKIP LOCKED)
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    private static AssociatedData place(String tenant, Environment environment, byte[] stateHash) {
        return new AssociatedData(
                "consent_attempt.code_verifier",
                tenant,
                HexFormat.of().formatHex(stateHash),
                environment.wireName(),
                0);
    }
}
