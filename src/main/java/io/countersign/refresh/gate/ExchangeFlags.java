package io.countersign.refresh.gate;

import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What the exchange of a code has found of an integration: something to look at, and no reason to hold any renewal. So
 * it stands beside the gates. {@code DueQueue.revive} ends what another client secret has put an end to.
 */
@ApplicationScoped
public class ExchangeFlags {
    private final Pool pool;
    private final IntegrationFlags flags;

    ExchangeFlags(Pool pool, IntegrationFlags flags) {
        this.pool = pool;
        this.flags = flags;
    }

    /**
     * Flags it, unless its renewals have flagged it for the like, or it has become another app or has other client
     * secrets by now.
     *
     * @param integrationKey with which the code was exchanged
     * @param secretsVersion of the client secrets that were tried
     * @return whether nobody knew before
     */
    public Uni<Boolean> raise(String integration, String integrationKey, long secretsVersion, Flag flag) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        INSERT INTO exchange_flag AS e (integration, reason, since, secrets_version)
                        SELECT i.name, $4, clock_timestamp(), i.secrets_version
                        FROM integration i
                        WHERE i.name = $1 AND i.integration_key = $2 AND i.secrets_version = $3
                          AND NOT EXISTS (SELECT FROM grant_flag g
                                          WHERE g.integration = i.name AND g.grant_type = 'authorization_code'
                                            AND g.reason <> 'verdicts')
                        ON CONFLICT (integration) DO UPDATE
                        SET reason = excluded.reason, since = excluded.since, secrets_version = excluded.secrets_version
                        WHERE e.secrets_version < excluded.secrets_version
                        """)
                .execute(Tuple.of(integration, integrationKey, secretsVersion, IntegrationFlags.wire(flag)))
                .map(rows -> rows.rowCount() > 0)
                .call(first -> first
                        ? flags.begins(transaction, integration, flag)
                        : Uni.createFrom().voidItem()));
    }

    /** A code was exchanged as it should be: ends the flag, if there is one. */
    public Uni<Void> end(String integration) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("DELETE FROM exchange_flag WHERE integration = $1 RETURNING reason")
                .execute(Tuple.of(integration))
                .chain(ended -> ended.size() == 0
                        ? Uni.createFrom().voidItem()
                        : flags.ends(
                                transaction,
                                integration,
                                IntegrationFlags.named(ended.iterator().next().getString("reason")))));
    }
}
