package io.countersign.issuing;

import io.countersign.caller.CredentialSource;
import io.countersign.caller.StoredKey;
import io.countersign.clock.MonotonicClock;
import io.countersign.database.DatabaseFailure;
import io.countersign.database.DatabaseReach;
import io.countersign.issuing.Sighting.Path;
import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is to issue, from memory or with one statement. That happens when the caller is authenticated,
 * since the same reading tells who that is; what it brought beside the key goes on as an attribute of the identity.
 */
@ApplicationScoped
class IssuableReader implements CredentialSource, Issuing.Readings {
    private static final Pattern PATH =
            Pattern.compile("/v1/tenants/(" + Name.PATTERN + ")/connections/(" + Name.PATTERN + ")/token");

    private final Function<IssueKey, Uni<Reading>> source;
    private final IssuableCache cache;
    private final DatabaseReach database;
    private final MonotonicClock clock;
    private final KnownEnds ends = new KnownEnds();
    private final long freshNanos;
    private final long staleNanos;

    @Inject
    IssuableReader(
            IssuableStatement statement,
            IssuableCache cache,
            DatabaseReach database,
            IssuingConfiguration configuration,
            MonotonicClock clock) {
        this(statement::read, cache, database, configuration.freshFor(), configuration.staleWhileDatabaseDown(), clock);
    }

    /** For tests. */
    IssuableReader(
            Function<IssueKey, Uni<Reading>> source,
            IssuableCache cache,
            DatabaseReach database,
            Duration fresh,
            Duration stale,
            MonotonicClock clock) {
        this.source = source;
        this.cache = cache;
        this.database = database;
        this.freshNanos = fresh.toNanos();
        this.staleNanos = stale.toNanos();
        this.clock = clock;
    }

    @Override
    public Optional<Lookup> lookup(RoutingContext request) {
        if (!request.request().method().equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(request.normalizedPath());
        return path.matches() ? Optional.of(lookup(path.group(1), path.group(2))) : Optional.empty();
    }

    /**
     * Finds callers together with what a connection has to issue, whichever way that connection was named: at once
     * where memory holds it. Fails where the database cannot be reached and nothing in memory may be used.
     *
     * @param tenant a valid name, as the connection's
     */
    Lookup lookup(String tenant, String connection) {
        return keyId -> {
            IssueKey key = new IssueKey(keyId, tenant, connection);
            @Nullable Sighting kept = inMemory(key);
            return kept == null
                    ? read(key, null).map(this::storedKey)
                    : Uni.createFrom().item(storedKey(kept));
        };
    }

    /** The key, and what was read beside it for whoever serves the request. */
    private Optional<StoredKey> storedKey(Sighting seen) {
        return seen.reading().storedKey(clock.nanoTime(), Map.of(Sighting.ATTRIBUTE, seen));
    }

    /** What may be issued without asking the database now, or null. */
    private @Nullable Sighting inMemory(IssueKey key) {
        @Nullable Reading kept = cache.find(key);
        if (kept == null) {
            return null;
        }
        if (isWithin(freshNanos, kept)) {
            return fromMemory(key, kept, Path.WARM);
        }
        return isWithin(staleNanos, kept) && database.isAway() ? fromMemory(key, kept, Path.STALE) : null;
    }

    @Override
    public Uni<Sighting> read(IssueKey key, @Nullable Sighting before) {
        return ask(key).onFailure(DatabaseFailure::isOutage).recoverWithUni(failure -> {
            @Nullable Reading kept = before == null ? staleInMemory(key) : before.reading();
            return kept == null
                    ? Uni.createFrom().failure(failure)
                    : Uni.createFrom().item(fromMemory(key, kept, Path.STALE));
        });
    }

    @Override
    public void keep(Sighting seen) {
        if (seen.path() == Path.COLD && seen.reading().key() != null) {
            cache.keep(seen);
        }
    }

    private @Nullable Reading staleInMemory(IssueKey key) {
        @Nullable Reading kept = cache.find(key);
        return kept != null && isWithin(staleNanos, kept) ? kept : null;
    }

    private Sighting fromMemory(IssueKey key, Reading kept, Path path) {
        return new Sighting(key, ends.limit(kept), path, cache.changes(key));
    }

    private boolean isWithin(long lifeNanos, Reading reading) {
        long now = clock.nanoTime();
        return reading.ageNanos(now) < lifeNanos && reading.keyLives(now);
    }

    private Uni<Sighting> ask(IssueKey key) {
        return database.ask(() -> {
            long changes = cache.changes(key);
            return source.apply(key).map(reading -> new Sighting(key, ends.heed(reading), Path.COLD, changes));
        });
    }
}
