package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes and deletes the API keys of callers. Several of one caller are valid at a time, so that keys can be exchanged
 * without a gap.
 */
@ApplicationScoped
class ApiKeys {
    private final Pool pool;
    private final CallerSigning signing;
    private final ApiKeyRepository keys;
    private final AuditTrail audit;
    private final SecureRandom random;

    ApiKeys(Pool pool, CallerSigning signing, ApiKeyRepository keys, AuditTrail audit, SecureRandom random) {
        this.pool = pool;
        this.signing = signing;
        this.keys = keys;
        this.audit = audit;
        this.random = random;
    }

    /**
     * A new key in the clear. Fails with 404 where there is no such caller, with 409 where its row is not the vault's.
     */
    Uni<ApiKeyView> create(String caller, ApiKeyRequest request, String actor) {
        ApiKey key = ApiKey.generate(random);
        return pool.withTransaction(transaction -> signing.macs(transaction)
                .chain(macs -> signing.begin(transaction, macs, caller)
                        .map(ApiKeys::itself)
                        .chain(proof -> keys.now(transaction)
                                .map(now -> new ApiKeyRow(caller, key.id(), key.hash(), now, now.plus(request.life())))
                                .call(row -> signing.finish(transaction, macs, proof, proof.rows(), false)
                                        .chain(mark -> keys.insert(transaction, row, macs.of(mark, row))))))
                .call(row -> audit.record(transaction, created(caller, key, row.expiresAt(), actor)))
                .map(row -> ApiKeyView.of(key, row.expiresAt())));
    }

    /**
     * The key is refused from the next request on, and its row is worth nothing to who puts it back. Fails with 404
     * where the caller has no such key, with 409 where the caller's row is not the vault's.
     */
    Uni<Void> delete(String caller, String id, String actor) {
        if (!ApiKey.isId(id)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return pool.withTransaction(transaction -> signing.macs(transaction)
                .chain(macs -> signing.begin(transaction, macs, caller)
                        .map(ApiKeys::itself)
                        .call(proof -> keys.delete(transaction, List.of(keyOf(proof, id))))
                        .map(proof -> without(proof, id))
                        .chain(proof -> signing.finish(transaction, macs, proof, proof.rows(), false)))
                .chain(() -> audit.record(
                        transaction,
                        AuditEvent.of("api-key.deleted", actor, Map.of("caller", caller, "api_key", id)))));
    }

    private static CallerProof itself(Optional<CallerProof> found) {
        CallerProof proof = found.orElseThrow(() -> Problem.notFound().toException());
        if (!proof.itself()) {
            throw Problem.conflict("This caller's row was changed outside of the vault, and nothing of it counts. Put"
                            + " the caller again; its keys have to be made anew.")
                    .toException();
        }
        return proof;
    }

    private static ApiKeyRow keyOf(CallerProof proof, String id) {
        return proof.keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound().toException());
    }

    private static CallerProof without(CallerProof proof, String id) {
        return proof.with(
                proof.keys().stream().filter(key -> !key.id().equals(id)).toList());
    }

    private static AuditEvent created(String caller, ApiKey key, Instant expiresAt, String actor) {
        return AuditEvent.of(
                "api-key.created",
                actor,
                Map.of("caller", caller, "api_key", key.id(), "expires_at", expiresAt.toString()));
    }
}
