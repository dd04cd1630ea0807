package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Imported refresh tokens until their verdict: at most one per connection, beside the connection's own tokens, which
 * stay as they are. Who changes one holds the connection's lock; {@link Proofs} alone does without.
 */
@ApplicationScoped
public class ImportedTokens {
    private final ImportInsertion insertion;
    private final ProofReads reads;
    private final ImportQueue queue;

    ImportedTokens(ImportInsertion insertion, ProofReads reads, ImportQueue queue) {
        this.insertion = insertion;
        this.reads = reads;
        this.queue = queue;
    }

    /**
     * A refresh token as somebody brought it.
     *
     * @param importId made for this import; callers see it as the consent's id
     * @param refreshToken not empty
     * @param hash keyed, of the refresh token
     * @param scopes the connection's, or its integration's
     * @param obtainedAt when DocuSign issued it, as the caller says, or null
     * @param createdBy who brings it: {@code caller:<name>}
     * @param dueIn when the schedule looks at it
     */
    public record Given(
            UUID importId,
            Secret refreshToken,
            byte[] hash,
            List<String> scopes,
            @Nullable Instant obtainedAt,
            String createdBy,
            Duration dueIn) {

        /** Copies the scopes. */
        public Given {
            scopes = List.copyOf(scopes);
        }
    }

    /** What came of bringing one. */
    public sealed interface Insertion {

        /** It is to be proven: see {@link Proofs}. */
        record Inserted(Target target) implements Insertion {}

        /** This connection has an import of this very token, without a verdict yet. */
        record UnderWay(UUID importId) implements Insertion {}

        /** This connection holds what DocuSign granted for this very token, as its own or as its pending grant. */
        record Held(UUID importId) implements Insertion {}

        /** DocuSign has granted it before, or another connection's import of it is under way. */
        record AlreadyImported() implements Insertion {}

        /** It was sent to DocuSign before, and the answer was lost. */
        record LostResponse() implements Insertion {}

        /** This connection has an import of another token, without a verdict yet. */
        record OtherUnderWay() implements Insertion {}
    }

    /** How an import ends. */
    public enum Outcome {
        /** The connection's tokens are those that it brought. */
        ACTIVE,
        /** They are the connection's pending grant. */
        PENDING,
        /** DocuSign refused the token. */
        REFUSED,
        /** It was destroyed without a verdict, or has expired. */
        DISCARDED;

        /** The name in the database: {@code active}. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome named(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * An import that somebody has to look at.
     *
     * @param connection whose it is
     * @param target its import; generation 0 until DocuSign has granted
     * @param toBeJudged whether it has an access token that has not ended, and no doubt or lease that nobody has ended:
     *     else it is to be proven, and judged by what comes of that
     */
    public record Due(ConnectionId connection, Target target, boolean toBeJudged) {

        /** Names the import. */
        public UUID importId() {
            return target.id().uuid();
        }
    }

    /**
     * How much is claimed at once.
     *
     * @param each of an integration at most
     * @param most of all integrations together
     * @param except integrations of which nothing is claimed
     */
    public record Share(int each, int most, Set<String> except) {

        /** Copies the exceptions. */
        public Share {
            except = Set.copyOf(except);
        }
    }

    /**
     * Stores a token that is to be proven, unless it, or the connection, has been under way before. Sends nothing.
     *
     * @param transaction holds the connection's lock
     * @param integration the connection's
     * @param keyset the tenant's
     */
    public Uni<Insertion> insert(
            SqlConnection transaction,
            ConnectionId id,
            Environment environment,
            String integration,
            Keyset keyset,
            Given given) {
        return insertion.insert(transaction, id, environment, integration, keyset, given);
    }

    /**
     * What DocuSign granted for an import; empty before that, and once it has ended. No transaction.
     *
     * @return fails where it does not open
     */
    public Uni<Optional<ProvenToken>> read(ConnectionId id, UUID importId) {
        return reads.read(id, importId);
    }

    /** Whether it is under way, and waits for nothing but an account of its user's. No transaction. */
    public Uni<Boolean> isWithoutAccount(String tenant, String connection, UUID importId) {
        return reads.isWithoutAccount(tenant, connection, importId);
    }

    /**
     * The same for whoever judges it, locked; deletes nothing. Empty where it has ended, has another generation, is
     * being proven anew, or may have been spent by that, since it was read or while its access token has ended.
     *
     * @param transaction holds the connection's lock
     * @param unsure whether it was in doubt already when it was read
     * @return fails where it does not open
     */
    public Uni<Optional<JudgedToken>> take(
            SqlConnection transaction, ConnectionId id, UUID importId, long generation, boolean unsure) {
        return reads.take(transaction, id, importId, generation, unsure);
    }

    /**
     * Ends an import: its row goes, and how it ended is kept. One that has ended before stays as it is.
     *
     * @param transaction holds the connection's lock
     * @param reason where there is one, else null
     */
    public Uni<Void> end(SqlConnection transaction, UUID importId, Outcome outcome, @Nullable String reason) {
        return transaction
                .preparedQuery("SELECT tenant, connection FROM imported_token WHERE import_id = $1")
                .execute(Tuple.of(importId))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().voidItem();
                    }
                    var row = rows.iterator().next();
                    return endRow(
                            transaction,
                            new ConnectionId(row.getString("tenant"), row.getString("connection"), importId),
                            outcome,
                            reason);
                });
    }

    /**
     * Takes down what the connection says of a refused import: another one begins, or whoever sent it has been told.
     *
     * @param id the connection's
     */
    public Uni<Void> forgetRefusal(SqlClient client, ConnectionId id) {
        return client.preparedQuery("""
                        UPDATE connection_token SET import_error = NULL
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND import_error IS NOT NULL
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    /** @param id of the import */
    static Uni<Void> endRow(SqlConnection transaction, ConnectionId id, Outcome outcome, @Nullable String reason) {
        return transaction
                .preparedQuery("""
                        INSERT INTO import_end (import_id, outcome, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(id.uuid(), outcome.wireName(), reason))
                .chain(() -> transaction.preparedQuery("""
                                DELETE FROM imported_token WHERE tenant = $1 AND connection = $2 AND import_id = $3
                                """).execute(Tuple.of(id.tenant(), id.name(), id.uuid())))
                .replaceWithVoid();
    }

    /**
     * Destroys the connection's import, if it has one. An answer of DocuSign's that is under way is stale then.
     *
     * @param transaction holds the connection's lock
     * @return whether there was one
     */
    public Uni<Boolean> discard(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("DELETE FROM imported_token WHERE tenant = $1 AND connection = $2 AND uuid = $3")
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> rows.rowCount() > 0);
    }

    /**
     * Claims due imports that are to be proven, the longest due first, and moves their due time two minutes ahead. A
     * claim gives no right to send anything. Integrations whose gate is closed are left out; of one that waits for a
     * probe a single import is claimed.
     */
    public Uni<List<Due>> claimUnproven(Share share) {
        return queue.claim(share, false);
    }

    /** Likewise those that are to be judged. */
    public Uni<List<Due>> claimProven(Share share) {
        return queue.claim(share, true);
    }

    /**
     * A claimed import could not be looked at yet: it is due again after that long, if it still has that generation.
     */
    public Uni<Void> putBack(Target target, Duration pause) {
        return queue.putBack(target, pause);
    }

    /**
     * DocuSign has granted, but nobody can say yet to whom: it waits, and is due after exactly that long, if it still
     * has that generation. That its user has no account is told in the trail, once as long as that is the reason.
     *
     * @param why callers see it as the pending import's last error
     */
    public Uni<Void> keepUnjudged(Target target, LastError why, Duration pause) {
        return queue.keepUnjudged(target, why, pause);
    }

    /** Destroys what had no verdict in time, with an event each. */
    public Uni<Void> expire() {
        return queue.expire();
    }
}
