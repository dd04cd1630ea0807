package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Makes and deletes the API keys of callers. Several of one caller are valid at a time, so that keys can be exchanged
 * without a gap.
 */
@ApplicationScoped
class ApiKeys {
    private final CallerRepository callers;
    private final CallerKeyRepository keys;
    private final AuditTrail audit;
    private final SecureRandom random;

    ApiKeys(CallerRepository callers, CallerKeyRepository keys, AuditTrail audit, SecureRandom random) {
        this.callers = callers;
        this.keys = keys;
        this.audit = audit;
        this.random = random;
    }

    /** A new key in the clear, and when it ends. */
    record Created(ApiKey key, Instant expiresAt) {}

    /** Fails with 404 where there is no such caller. */
    @WithTransaction
    Uni<Created> create(String caller, Duration life, String actor) {
        return callers.locked(caller)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(keys::now)
                .chain(now -> {
                    ApiKey key = ApiKey.generate(random);
                    Instant expiresAt = now.plus(life);
                    return keys.persist(new CallerKeyRow(key, caller, now, expiresAt))
                            .chain(() -> audit.record(AuditEvent.of(
                                    "api-key.created",
                                    actor,
                                    Map.of(
                                            "caller", caller,
                                            "api_key", key.id(),
                                            "expires_at", expiresAt.toString()))))
                            .replaceWith(new Created(key, expiresAt));
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
}
