package io.countersign.issuing;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.countersign.tenant.TenantKeysets;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which token is issued, by the four rules of the contract (docs/api.md). */
@ApplicationScoped
class Issuing {
    private static final String REQUESTS = "countersign.issuing.requests";
    private static final long DEFAULT_MIN_TTL = 600;
    private static final long LAST_RESORT = 60;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final IssuableReader reader;
    private final Renewals renewals;
    private final TenantKeysets keysets;
    private final Duration longestWait;
    private final MeterRegistry registry;

    Issuing(
            IssuableReader reader,
            Renewals renewals,
            TenantKeysets keysets,
            IssuingConfiguration configuration,
            MeterRegistry registry) {
        this.reader = reader;
        this.renewals = renewals;
        this.keysets = keysets;
        this.longestWait = configuration.longestWait();
        this.registry = registry;
    }

    /**
     * Issues a token, renewing first where it must.
     *
     * @param minTtl the least number of seconds it must last, or null where the caller did not say
     */
    Uni<IssueAnswer> issue(RoutingContext request, String tenant, String connection, @Nullable Integer minTtl) {
        return reader.read(request, tenant, connection)
                .chain(found ->
                        found.map(known -> issue(known, minTtl)).orElseGet(() -> answer(new IssueAnswer.Unknown())))
                .invoke(answer ->
                        registry.counter(REQUESTS, "outcome", outcome(answer)).increment());
    }

    private static String outcome(IssueAnswer answer) {
        return switch (answer) {
            case IssueAnswer.Issued issued -> "issued";
            case IssueAnswer.Unknown unknown -> "unknown";
            case IssueAnswer.NotConnected not -> not.state().wireName();
            case IssueAnswer.Unavailable unavailable -> "unavailable";
        };
    }

    private Uni<IssueAnswer> issue(Issuable known, @Nullable Integer minTtl) {
        if (known.state() != ConnectionState.ACTIVE) {
            return answer(withoutRenewal(known, minTtl));
        }
        if (known.lasts(minTtl == null ? DEFAULT_MIN_TTL : minTtl)) {
            return answer(issued(known));
        }
        return renewals.renew(new Target(known.id(), known.integration(), known.generation()), longestWait)
                .onItemOrFailure()
                .transformToUni((renewal, failure) -> reader.read(
                                known.id().tenant(), known.id().name())
                        .map(now -> afterRenewal(known, now, renewal, minTtl))
                        .chain(answer -> failure != null && answer instanceof IssueAnswer.Unavailable
                                ? Uni.createFrom().failure(failure)
                                : answer(answer)));
    }

    /** @param renewal null where it failed for a reason of ours: the old token is issued all the same while it lasts */
    private IssueAnswer afterRenewal(
            Issuable before, Optional<Issuable> now, @Nullable Renewal renewal, @Nullable Integer minTtl) {
        if (now.isEmpty() || !now.get().id().equals(before.id())) {
            return new IssueAnswer.Unknown();
        }
        Issuable known = now.get();
        if (known.state() != ConnectionState.ACTIVE) {
            return withoutRenewal(known, minTtl);
        }
        boolean renewed = known.generation() > before.generation();
        if ((renewed && known.lasts(0)) || (minTtl == null && known.lasts(LAST_RESORT))) {
            return issued(known);
        }
        return new IssueAnswer.Unavailable(
                renewal instanceof Renewal.NotBefore notBefore ? notBefore.pause() : RETRY_AFTER);
    }

    /** Nothing renews here. What DocuSign lets run on is issued to its end, unless the user has gone or taken the consent back. */
    private IssueAnswer withoutRenewal(Issuable known, @Nullable Integer minTtl) {
        ConsentReason reason = known.reason();
        boolean issuable = reason != null && reason.leavesAccessToken();
        return issuable && known.lasts(minTtl == null ? LAST_RESORT : minTtl)
                ? issued(known)
                : new IssueAnswer.NotConnected(known.state(), reason);
    }

    private IssueAnswer issued(Issuable known) {
        Keyset keyset = keysets.open(known.id().tenant(), known.wrappedKeyset());
        Secret token = keyset.open(
                Objects.requireNonNull(known.sealedToken()),
                TokenPlaces.accessToken(known.id(), known.environment(), known.generation()));
        return new IssueAnswer.Issued(new IssuedToken(
                token,
                (long) known.secondsLeft(),
                known.scope(),
                known.accountId(),
                known.baseUri(),
                known.environment()));
    }

    private static Uni<IssueAnswer> answer(IssueAnswer answer) {
        return Uni.createFrom().item(answer);
    }
}
