package io.countersign.importing;

import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ImportedConnections;
import io.countersign.connection.ImportedConnections.Standing;
import io.countersign.connection.ImportedConnections.Wanted;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.importing.TakenImports.Sent;
import io.countersign.importing.TakenImports.Taking;
import io.countersign.importing.UnsentLines.Held;
import io.countersign.tenant.ImportedTenants;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a line does when its turn has come, in one transaction: makes the tenant and the connection where they are not
 * there yet, and hands its token to the proofs. After a crash either all of it is there or nothing.
 */
@ApplicationScoped
class LineTurn {
    private final Pool pool;
    private final UnsentLines lines;
    private final ImportedTenants tenants;
    private final ImportedConnections connections;
    private final TakenImports imports;
    private final ConnectionChanges changes;

    LineTurn(
            Pool pool,
            UnsentLines lines,
            ImportedTenants tenants,
            ImportedConnections connections,
            TakenImports imports,
            ConnectionChanges changes) {
        this.pool = pool;
        this.lines = lines;
        this.tenants = tenants;
        this.connections = connections;
        this.imports = imports;
        this.changes = changes;
    }

    /** Does it. What fails is left as it was. */
    Uni<Void> take(UUID batch, int number, VaultKey key) {
        return pool.withTransaction(transaction -> lines.hold(transaction, batch, number)
                        .chain(held -> held == null
                                ? Uni.createFrom().nullItem()
                                : take(transaction, held, key).replaceWith(wanted(held.line()))))
                .chain(wanted -> wanted == null
                        ? Uni.createFrom().voidItem()
                        : changes.telling(
                                wanted.tenant(), wanted.name(), Uni.createFrom().voidItem()));
    }

    private Uni<Void> take(SqlConnection transaction, Held held, VaultKey key) {
        Secret token;
        try {
            token = key.open(Objects.requireNonNull(held.line().token()), LineReading.place(held.batch(), held.line()));
        } catch (UnreadableSecretException e) {
            return lines.putOff(transaction, held);
        }
        return makeMissing(transaction, held, wanted(held.line()))
                .chain(end ->
                        end.isPresent() ? lines.ended(transaction, held, end.get()) : handOn(transaction, held, token));
    }

    private static Wanted wanted(ImportLine line) {
        return new Wanted(
                Objects.requireNonNull(line.tenant()),
                Objects.requireNonNull(line.connection()),
                Objects.requireNonNull(line.integration()),
                line.scopes(),
                line.expectedAccountId(),
                line.expectedEmail());
    }

    /** Makes what is missing; empty where the token may be handed on. Nothing is made for a line that is not. */
    private Uni<Optional<LineEnd>> makeMissing(SqlConnection transaction, Held held, Wanted wanted) {
        return connections.find(transaction, wanted).chain(standing -> {
            Optional<LineEnd> end =
                    LineEnd.of(standing).or(() -> Optional.of(LineEnd.OTHER_APP).filter(other -> !held.sameApp()));
            if (end.isPresent() && standing != Standing.ACTIVE) {
                return Uni.createFrom().item(end);
            }
            return tenants.make(
                            transaction,
                            wanted.tenant(),
                            held.tenantCalled(),
                            held.line().displayName(),
                            held.createdBy())
                    .chain(same -> !same
                            ? Uni.createFrom().item(Optional.of(LineEnd.OTHER_DISPLAY_NAME))
                            : standing == Standing.NONE
                                    ? connections
                                            .make(transaction, wanted, held.createdBy())
                                            .map(LineEnd::of)
                                    : Uni.createFrom().item(end));
        });
    }

    private Uni<Void> handOn(SqlConnection transaction, Held held, Secret token) {
        UUID importId = UUID.randomUUID();
        ImportLine line = held.line();
        return imports.take(
                        transaction,
                        Objects.requireNonNull(line.tenant()),
                        Objects.requireNonNull(line.connection()),
                        new Sent(importId, token, line.obtainedAt(), held.createdBy(), Duration.ZERO, held.batch()))
                .chain(taking -> switch (taking) {
                    case Taking.Taken taken -> lines.sent(transaction, held, importId);
                    case Taking.Answered answered -> settle(transaction, held, answered);
                });
    }

    private Uni<Void> settle(SqlConnection transaction, Held held, Taking.Answered answered) {
        UUID before = answered.before();
        return before != null
                ? lines.joined(transaction, held, before)
                : LineEnd.of(answered.answer())
                        .map(end -> lines.ended(transaction, held, end))
                        .orElseThrow(() -> new IllegalStateException(
                                "A connection went while a line of an import was at it; it is tried again"));
    }
}
