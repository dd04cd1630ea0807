package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;

/**
 * Makes and deletes the API keys of callers. Several of one caller are valid at a time, so that keys can be exchanged
 * without a gap.
 */
@ApplicationScoped
class ApiKeys {
    private final CallerRepository callers;
    private final ApiKeyRepository keys;
    private final AuditTrail audit;
    private final SecureRandom random;

    ApiKeys(CallerRepository callers, ApiKeyRepository keys, AuditTrail audit, SecureRandom random) {
        this.callers = callers;
        this.keys = keys;
        this.audit = audit;
        this.random = random;
    }

    /** A new key in the clear. Fails with 404 where there is no such caller. */
    @WithTransaction
    Uni<ApiKeyView> create(String caller, ApiKeyRequest request, String actor) {
        return callers.findLocked(caller)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(keys::now)
                .chain(now -> {
                    ApiKey key = ApiKey.generate(random);
                    Instant expiresAt = now.plus(request.life());
                    return keys.persist(new ApiKeyRow(key, caller, now, expiresAt))
                            .chain(() -> audit.record(created(caller, key, expiresAt, actor)))
                            .replaceWith(ApiKeyView.of(key, expiresAt));
                });
    }

    /** The key is refused from the next request on. Fails with 404 where the caller has no such key. */
    @WithTransaction
    Uni<Void> delete(String caller, String id, String actor) {
        if (!ApiKey.isId(id)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return keys.delete(caller, id).chain(deleted -> {
            if (!deleted) {
                throw Problem.notFound().toException();
            }
            return audit.record(AuditEvent.of("api-key.deleted", actor, Map.of("caller", caller, "api_key", id)));
        });
    }

    private static AuditEvent created(String caller, ApiKey key, Instant expiresAt, String actor) {
        return AuditEvent.of(
                "api-key.created",
                actor,
                Map.of("caller", caller, "api_key", key.id(), "expires_at", expiresAt.toString()));
    }
}
