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
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is to issue, from memory or with one statement, when the caller is authenticated. What it
 * brought beside the key waits in the request until the resource asks for it.
 */
@ApplicationScoped
class IssuableReader implements CredentialSource {
    private static final String KEPT = Sighting.class.getName();
    private static final Pattern PATH =
            Pattern.compile("/v1/tenants/(" + Name.PATTERN + ")/connections/(" + Name.PATTERN + ")/token");

    private final IssuableSource source;
    private final IssuableCache cache;
    private final DatabaseReach database;
    private final MonotonicClock clock;
    private final KnownEnds ends = new KnownEnds();
    private final Duration fresh;
    private final Duration stale;

    IssuableReader(
            IssuableSource source,
            IssuableCache cache,
            DatabaseReach database,
            IssuingConfiguration configuration,
            MonotonicClock clock) {
        this.source = source;
        this.cache = cache;
        this.database = database;
        this.clock = clock;
        this.fresh = configuration.freshFor();
        this.stale = configuration.staleWhileDatabaseDown();
    }

    @Override
    public boolean handles(RoutingContext request) {
        return request.request().method().equals(HttpMethod.POST)
                && path(request).matches();
    }

    @Override
    public Uni<Optional<StoredKey>> find(String keyId, RoutingContext request) {
        Matcher path = path(request);
        if (!path.matches()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return find(new IssueKey(keyId, path.group(1), path.group(2))).map(seen -> {
            request.put(KEPT, seen);
            return seen.reading().storedKey(clock.nanoTime());
        });
    }

    /** What authenticating the request has found already, or a reading of its own. */
    Uni<Sighting> read(RoutingContext request, String tenant, String connection) {
        Sighting kept = request.remove(KEPT);
        if (kept != null) {
            return Uni.createFrom().item(kept);
        }
        IssueKey key = new IssueKey(null, tenant, connection);
        return Name.isValid(tenant) && Name.isValid(connection)
                ? ask(key)
                : Uni.createFrom()
                        .item(new Sighting(
                                key, new Reading(clock.nanoTime(), null, null), Path.COLD, cache.changes(key)));
    }

    /** Reads again. What was seen before is the answer where the database cannot be reached. */
    Uni<Sighting> readAgain(Sighting before) {
        return ask(before.key())
                .onFailure(DatabaseFailure::isOutage)
                .recoverWithItem(
                        () -> new Sighting(before.key(), ends.limit(before.reading()), Path.STALE, before.changes()));
    }

    /** Keeps what led to a token for the next requests. */
    void keep(Sighting seen) {
        if (seen.path() == Path.COLD && seen.reading().key() != null) {
            cache.keep(seen);
        }
    }

    /**
     * What is known of what that API key asks for. Fails where the database cannot be reached and nothing in memory may
     * be used.
     */
    Uni<Sighting> find(IssueKey key) {
        @Nullable Reading known = cache.find(key);
        if (known != null && isWithin(fresh, known)) {
            return Uni.createFrom().item(new Sighting(key, ends.limit(known), Path.WARM, cache.changes(key)));
        }
        if (known != null && isWithin(stale, known) && database.isAway()) {
            return Uni.createFrom().item(new Sighting(key, ends.limit(known), Path.STALE, cache.changes(key)));
        }
        return ask(key).onFailure(DatabaseFailure::isOutage).recoverWithUni(failure -> {
            @Nullable Reading kept = cache.find(key);
            return kept != null && isWithin(stale, kept)
                    ? Uni.createFrom().item(new Sighting(key, ends.limit(kept), Path.STALE, cache.changes(key)))
                    : Uni.createFrom().failure(failure);
        });
    }

    private boolean isWithin(Duration life, Reading reading) {
        long now = clock.nanoTime();
        return reading.ageNanos(now) < life.toNanos() && reading.keyLives(now);
    }

    private Uni<Sighting> ask(IssueKey key) {
        return database.ask(() -> {
            long changes = cache.changes(key);
            return source.read(key, clock.nanoTime())
                    .map(ends::heed)
                    .map(reading -> new Sighting(key, reading, Path.COLD, changes));
        });
    }

    private static Matcher path(RoutingContext request) {
        return PATH.matcher(request.normalizedPath());
    }
}
