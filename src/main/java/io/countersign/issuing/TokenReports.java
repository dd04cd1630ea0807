package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Secret;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.countersign.refresh.TokenRejections;
import io.countersign.refresh.TokenRejections.Rejection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Heeds the report that DocuSign refuses an access token before its end. It counts only for the token that is issued
 * now; the next request for one then has it renewed.
 */
@ApplicationScoped
class TokenReports {
    private final Function<IssueKey, Uni<Reading>> readings;
    private final Function<Issuable, Secret> tokens;
    private final Marks marks;
    private final MonotonicClock clock;

    /** Where it is marked that a token was reported. */
    @FunctionalInterface
    interface Marks {

        /** Marks the token of that generation; see {@link TokenRejections#mark}. */
        Uni<Rejection> mark(ConnectionId id, long generation, String actor);
    }

    @Inject
    TokenReports(
            IssuableReader reader,
            SealedAccessTokens tokens,
            TokenRejections rejections,
            ConnectionChanges changes,
            MonotonicClock clock) {
        this(
                key -> reader.read(key, null).map(Sighting::reading),
                tokens::open,
                (id, generation, actor) ->
                        changes.telling(id.tenant(), id.name(), rejections.mark(id, generation, actor)),
                clock);
    }

    /** For tests. */
    TokenReports(
            Function<IssueKey, Uni<Reading>> readings,
            Function<Issuable, Secret> tokens,
            Marks marks,
            MonotonicClock clock) {
        this.readings = readings;
        this.tokens = tokens;
        this.marks = marks;
        this.clock = clock;
    }

    /**
     * Marks the token if it is the one that is issued now and not marked yet; any other report changes nothing. Where
     * the row has changed since it was read, it is read again: the token may have been kept through a renewal, and is
     * still the same.
     *
     * @param rejected what DocuSign refused
     * @param actor who reports it, as in the audit trail
     * @return fails with 404, or with 429 once too many reports were heeded
     */
    Uni<Void> report(Secret rejected, String actor, String tenant, String connection) {
        return readings.apply(new IssueKey(null, new Place(tenant, connection))).chain(reading -> {
            Issuable known = reading.issuable();
            if (known == null) {
                throw Problem.notFound().toException();
            }
            return isNews(known, rejected)
                    ? marks.mark(known.id(), known.generation(), actor).chain(rejection -> switch (rejection) {
                        case Rejection.Marked marked -> Uni.createFrom().voidItem();
                        case Rejection.Moved moved -> report(rejected, actor, tenant, connection);
                        case Rejection.TooMany many ->
                            Uni.createFrom().failure(tooMany(many.pause()).toException());
                    })
                    : Uni.createFrom().voidItem();
        });
    }

    /** Secrets compare in constant time. */
    private boolean isNews(Issuable known, Secret rejected) {
        return known.canBeRejected(clock.nanoTime()) && tokens.apply(known).equals(rejected);
    }

    private static Problem tooMany(Duration pause) {
        return new Problem(
                ProblemType.TOO_MANY_REQUESTS,
                "Nothing was changed. This connection's token was reported three times within an hour, and renewed as"
                        + " often: a new one would hardly do better. Look for the cause at DocuSign.",
                List.of(),
                Map.of(),
                pause);
    }
}
