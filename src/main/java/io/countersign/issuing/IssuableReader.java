package io.countersign.issuing;

import io.countersign.caller.CredentialSource;
import io.countersign.caller.StoredKey;
import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.database.DatabaseFailure;
import io.countersign.database.DatabaseReach;
import io.countersign.issuing.Sighting.Path;
import io.countersign.naming.Name;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is to issue, from memory or with one statement. That happens when the caller is authenticated,
 * since the same reading tells who that is; what it brought beside the key goes on as an attribute of the identity.
 */
@ApplicationScoped
public class IssuableReader implements CredentialSource, Issuing.Readings {
    private static final Pattern PATH =
            Pattern.compile("/v1/tenants/(" + Name.PATTERN + ")/connections/(" + Name.PATTERN + ")/token");

    private final Source source;
    private final IssuableCache cache;
    private final DatabaseReach database;
    private final MonotonicClock clock;
    private final KnownEnds ends = new KnownEnds();
    private final HandlePlaces places = new HandlePlaces();
    private final long freshNanos;
    private final long staleNanos;

    /** Where readings come from. */
    interface Source {

        /**
         * Reads a key with its caller, and what the connection has to issue; that only where the caller may have it.
         *
         * @param keyId null where the caller needs none of the database
         * @param hash of the key as it was presented, by which that is judged too; null where it was judged before
         */
        Uni<Reading> read(@Nullable String keyId, byte @Nullable [] hash, Place place);

        /**
         * The same with the connection that a refresh handle of the key's caller names.
         *
         * @param handleHash of the handle as it was presented; null where it was judged before
         */
        Uni<Reading> read(
                @Nullable String keyId, byte @Nullable [] hash, String handleId, byte @Nullable [] handleHash);

        /** Why the connection's tokens are not renewed, as its view says it; empty where nothing is known. */
        Uni<Optional<String>> error(ConnectionId id);
    }

    @Inject
    IssuableReader(
            IssuableStatement statement,
            IssuableCache cache,
            DatabaseReach database,
            IssuingConfiguration configuration,
            MonotonicClock clock) {
        this(statement, cache, database, configuration.freshFor(), configuration.staleWhileDatabaseDown(), clock);
    }

    /** For tests. */
    IssuableReader(
            Source source,
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
        return path.matches() ? Optional.of(lookup(new Place(path.group(1), path.group(2)))) : Optional.empty();
    }

    /**
     * Finds callers together with what a connection has to issue, whichever way that connection was named: at once
     * where memory holds it. Fails where the database cannot be reached and nothing in memory may be used.
     *
     * @param place whose names are valid
     */
    public Lookup lookup(Place place) {
        return credential -> find(new IssueKey(credential.id(), place), credential.hash(), null);
    }

    /**
     * The same where a refresh handle names the connection: {@link Issuing#placeOf} tells which, once the caller is
     * known.
     */
    public Lookup lookup(PresentedHandle handle) {
        return credential -> find(credential.id(), credential.hash(), handle);
    }

    private Uni<Optional<StoredKey>> find(String keyId, byte[] hash, PresentedHandle handle) {
        Place place = places.of(keyId, handle.id());
        return place == null
                ? findFirst(keyId, hash, handle)
                : find(new IssueKey(keyId, handle.id(), place), hash, handle.hash());
    }

    private Uni<Optional<StoredKey>> find(IssueKey key, byte[] hash, byte @Nullable [] handleHash) {
        @Nullable Sighting kept = inMemory(key, hash, handleHash);
        return kept == null
                ? ask(key, hash, handleHash)
                        .onFailure(DatabaseFailure::isOutage)
                        .recoverWithUni(failure -> stale(key, hash, handleHash, failure))
                        .map(this::storedKey)
                : Uni.createFrom().item(storedKey(kept));
    }

    /** Until the database has told, nobody knows which connection a handle names. */
    private Uni<Optional<StoredKey>> findFirst(String keyId, byte[] hash, PresentedHandle handle) {
        return database.ask(() -> {
            ToLongFunction<Place> changes = cache.changes();
            return source.read(keyId, hash, handle.id(), handle.hash()).map(reading -> {
                if (reading.handle() == null) {
                    return reading.storedKey(clock.nanoTime(), Map.of());
                }
                Place place = reading.handle().place();
                IssueKey key = new IssueKey(keyId, handle.id(), place);
                places.keep(keyId, handle.id(), place);
                heedDenial(key, hash, handle.hash(), reading);
                return storedKey(new Sighting(key, ends.heed(reading), Path.COLD, changes.applyAsLong(place)));
            });
        });
    }

    /** The key, and what was read beside it for whoever serves the request. */
    private Optional<StoredKey> storedKey(Sighting seen) {
        return seen.reading().storedKey(clock.nanoTime(), Map.of(Sighting.ATTRIBUTE, seen));
    }

    /** What may be issued without asking the database now, or null. */
    private @Nullable Sighting inMemory(IssueKey key, byte[] hash, byte @Nullable [] handleHash) {
        @Nullable Reading kept = kept(key, hash, handleHash);
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
        Uni<Sighting> read = ask(key, null, null);
        return before == null
                ? read
                : read.onFailure(DatabaseFailure::isOutage)
                        .recoverWithItem(() -> fromMemory(key, before.reading(), Path.STALE));
    }

    /** What memory holds for that very key: who has only its id must not hear sooner of what it was used for. */
    private @Nullable Reading kept(IssueKey key, byte[] hash, byte @Nullable [] handleHash) {
        @Nullable Reading kept = cache.find(key);
        return kept != null && kept.isForKeyWith(hash) && kept.isForHandleWith(handleHash, clock.nanoTime())
                ? kept
                : null;
    }

    private Uni<Sighting> stale(IssueKey key, byte[] hash, byte @Nullable [] handleHash, Throwable failure) {
        @Nullable Reading kept = kept(key, hash, handleHash);
        return kept != null && isWithin(staleNanos, kept)
                ? Uni.createFrom().item(fromMemory(key, kept, Path.STALE))
                : Uni.createFrom().failure(failure);
    }

    @Override
    public @Nullable Sighting kept(IssueKey key) {
        @Nullable Reading kept = cache.find(key);
        return kept != null && isWithin(staleNanos, kept) ? fromMemory(key, kept, Path.STALE) : null;
    }

    @Override
    public Uni<Optional<String>> error(ConnectionId id) {
        return database.ask(() -> source.error(id))
                .onFailure(DatabaseFailure::isOutage)
                .recoverWithItem(Optional.empty());
    }

    @Override
    public void keep(Sighting seen) {
        if (seen.path() == Path.COLD && seen.reading().key() != null) {
            cache.keep(seen);
        }
    }

    /**
     * Keeps what was read for who authenticated beside the caller that a token is issued to: else that would be read
     * for each further request.
     */
    public void keepBeside(SecurityIdentity other) {
        @Nullable Sighting seen = Sighting.of(other);
        if (seen != null && seen.reading().issuable() != null) {
            keep(seen);
        }
    }

    private Sighting fromMemory(IssueKey key, Reading kept, Path path) {
        return new Sighting(key, ends.limit(kept), path, cache.changes(key.place()));
    }

    private boolean isWithin(long lifeNanos, Reading reading) {
        long now = clock.nanoTime();
        return reading.ageNanos(now) < lifeNanos && reading.keyLives(now);
    }

    private Uni<Sighting> ask(IssueKey key, byte @Nullable [] hash, byte @Nullable [] handleHash) {
        return database.ask(() -> {
            long changes = cache.changes(key.place());
            Uni<Reading> read = key.handleId() == null
                    ? source.read(key.keyId(), hash, key.place())
                    : source.read(key.keyId(), hash, key.handleId(), handleHash);
            return read.invoke(reading -> heedDenial(key, hash, handleHash, reading))
                    .map(reading -> new Sighting(key, ends.heed(reading), Path.COLD, changes));
        });
    }

    /** What was revoked is not issued again because the database goes away: a denial outlives what was read before. */
    private void heedDenial(IssueKey key, byte @Nullable [] hash, byte @Nullable [] handleHash, Reading reading) {
        if (reading.issuable() != null && reading.issuable().isEnded()) {
            cache.dropEnded(key.place());
        } else if (reading.isDenial() && isOfWhatWasKept(key, hash, handleHash)) {
            cache.dropReader(key);
        }
    }

    /** Whoever comes with another secret is denied for that, and takes nothing from who has the right one. */
    private boolean isOfWhatWasKept(IssueKey key, byte @Nullable [] hash, byte @Nullable [] handleHash) {
        @Nullable Reading kept = cache.find(key);
        return kept != null
                && (hash == null || kept.isForKeyWith(hash))
                && (handleHash == null || kept.isForHandleWith(handleHash, clock.nanoTime()));
    }
}
