package io.countersign.connection;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the connections that an import names. One that is there is never changed. */
@ApplicationScoped
public class ImportedConnections {
    private final ConnectionRepository connections;
    private final AuditTrail audit;

    ImportedConnections(ConnectionRepository connections, AuditTrail audit) {
        this.connections = connections;
        this.audit = audit;
    }

    /**
     * The connection that an import wants, by the rules of {@link ConnectionRules}.
     *
     * @param scopes null where the import does not say; likewise the pins
     */
    public record Wanted(
            String tenant,
            String name,
            String integration,
            @Nullable List<String> scopes,
            @Nullable String expectedAccountId,
            @Nullable String expectedEmail) {

        private ConnectionRequest request() {
            return new ConnectionRequest(
                    integration,
                    GrantType.AUTHORIZATION_CODE.wireName(),
                    scopes,
                    expectedAccountId,
                    expectedEmail,
                    null);
        }

        /** In what is said here it differs from what stands there, if in anything. What is not said may be anything. */
        private Optional<Standing> differenceFrom(ConnectionSettings present) {
            if (!integration.equals(present.integration())) {
                return Optional.of(Standing.OTHER_INTEGRATION);
            }
            if (scopes != null && !isSameSet(scopes, present.scopes())) {
                return Optional.of(Standing.OTHER_SCOPES);
            }
            if (!isSamePin(expectedAccountId, present.expectedAccountId())) {
                return Optional.of(Standing.OTHER_EXPECTED_ACCOUNT);
            }
            return isSamePin(expectedEmail, present.expectedEmail())
                    ? Optional.empty()
                    : Optional.of(Standing.OTHER_EXPECTED_EMAIL);
        }

        private static boolean isSameSet(List<String> wanted, @Nullable List<String> present) {
            return present != null && Set.copyOf(wanted).equals(Set.copyOf(present));
        }

        private static boolean isSamePin(@Nullable String wanted, @Nullable String present) {
            return wanted == null || (present != null && AsciiCase.same(wanted, present));
        }
    }

    /** What is there. */
    public enum Standing {
        /** No connection of that name; its integration is there and serves the tenant. */
        NONE,
        /** No connection of that name, and none can be made: no integration has this name. */
        NO_INTEGRATION,
        /** One of another integration. */
        OTHER_INTEGRATION,
        /** One that asks for other scopes. */
        OTHER_SCOPES,
        /** One whose pinned account is another, or that has none. */
        OTHER_EXPECTED_ACCOUNT,
        /** One whose pinned person is another, or that has none. */
        OTHER_EXPECTED_EMAIL,
        /** One that impersonates a user: it has no use for a refresh token. */
        OTHER_GRANT,
        /** One as it is wanted, with tokens that work. */
        ACTIVE,
        /** One as it is wanted, that a token may be imported for. */
        READY
    }

    /** Looks, and holds the connection's token row, where there is one, until the transaction ends. */
    public Uni<Standing> find(SqlConnection transaction, Wanted wanted) {
        return Connections.lock(transaction, wanted.tenant(), wanted.name())
                .chain(() -> transaction.preparedQuery("""
                                SELECT c.integration, c.grant_type, c.scopes, c.expected_account_id, c.expected_email,
                                       c.user_id, t.state
                                FROM connection_token t
                                JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                                WHERE t.tenant = $1 AND t.connection = $2
                                """).execute(Tuple.of(wanted.tenant(), wanted.name())))
                .chain(rows -> rows.size() == 0
                        ? connections
                                .serves(transaction, wanted.integration(), wanted.tenant())
                                .map(serves -> serves ? Standing.NONE : Standing.NO_INTEGRATION)
                        : Uni.createFrom().item(standing(rows, wanted)));
    }

    private static Standing standing(RowSet<Row> rows, Wanted wanted) {
        Row row = rows.iterator().next();
        ConnectionSettings present = ConnectionSettings.of(row);
        if (present.grant() != GrantType.AUTHORIZATION_CODE) {
            return Standing.OTHER_GRANT;
        }
        return wanted.differenceFrom(present)
                .orElseGet(() -> row.getString("state").equals("active") ? Standing.ACTIVE : Standing.READY);
    }

    /**
     * Makes the connection of a tenant that is there, and tells how it stands: not necessarily as it is wanted, where
     * somebody else was faster.
     *
     * @param actor who imports, as in the audit trail
     */
    public Uni<Standing> make(SqlConnection transaction, Wanted wanted, String actor) {
        return connections
                .insertIfAbsent(transaction, wanted.tenant(), wanted.name(), wanted.request())
                .call(made -> made ? audit.record(transaction, created(wanted, actor)) : nothing())
                .chain(() -> find(transaction, wanted));
    }

    private static AuditEvent created(Wanted wanted, String actor) {
        return new AuditEvent(
                "connection.created",
                actor,
                wanted.tenant(),
                wanted.name(),
                Map.of("integration", wanted.integration()));
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
