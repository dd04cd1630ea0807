package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.Credential;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What DocuSign issued, until it stands in the store. */
final class TokenKeeping {
    private static final Logger LOG = Logger.getLogger(TokenKeeping.class);
    private static final Duration STORE_AGAIN_AFTER = Duration.ofSeconds(1);

    private final RefreshStore store;
    private final Upstream upstream;
    private final Pulse pulse;
    private final RefreshSignals signals;
    private final RefreshTimes times;

    TokenKeeping(RefreshPorts ports, RefreshTimes times) {
        this.store = ports.store();
        this.upstream = ports.upstream();
        this.pulse = ports.pulse();
        this.signals = ports.signals();
        this.times = times;
    }

    /** @param sent when the request was sent, on the monotonic clock */
    Uni<Renewal> keep(Progress progress, TokenAnswer.Granted granted, long sent) {
        List<String> scopes = granted.scopes();
        NewTokens tokens = new NewTokens(
                granted.accessToken(),
                false,
                granted.refreshToken(),
                Duration.ofSeconds(granted.expiresInSeconds()),
                granted.refreshToken() != null && progress.lease().extended() ? times.refreshTokenLife() : null,
                scopes == null ? null : String.join(" ", scopes),
                null,
                sent);
        return keep(progress.lease(), withLongerAccess(progress.lease(), tokens))
                .call(() -> progress.isNews()
                        ? remember(progress.lease(), progress.secret())
                        : Uni.createFrom().voidItem());
    }

    /**
     * Tokens of an assertion: what else comes with them, and no refresh token, not even where there is one. That a key
     * works is remembered the first time, though it was the first to be tried: no code tells it beforehand.
     *
     * @param sent as above
     */
    Uni<Renewal> keep(AssertionProgress progress, Impersonated impersonated, TokenAnswer.Granted granted, long sent) {
        List<String> scopes = granted.scopes();
        NewTokens tokens = new NewTokens(
                granted.accessToken(),
                false,
                null,
                Duration.ofSeconds(granted.expiresInSeconds()),
                null,
                scopes == null ? null : String.join(" ", scopes),
                impersonated,
                sent);
        return keep(progress.lease(), withLongerAccess(progress.lease(), tokens))
                .call(() -> progress.isFirstKey() && progress.key().known()
                        ? Uni.createFrom().voidItem()
                        : remember(progress.lease(), progress.key()));
    }

    /** A renewal never makes things worse. */
    private static NewTokens withLongerAccess(Lease lease, NewTokens tokens) {
        NewTokens better =
                tokens.orHeld(lease.held(), lease.givenAt(), lease.grant().longestAccessLife());
        if (!better.equals(tokens)) {
            LOG.warnf(
                    "refresh_kept_access tenant=%s connection=%s promised=%d left=%d: DocuSign's new access token"
                            + " ends before the old one, which is"
                            + " issued on",
                    lease.id().tenant(),
                    lease.id().name(),
                    tokens.accessLife().toSeconds(),
                    better.accessLife().toSeconds());
        }
        return better;
    }

    /**
     * The old refresh token may be dead by now: these are all there is, and they are written until they stand. However
     * long that takes, nothing of a try is left when the next begins.
     */
    private Uni<Renewal> keep(Lease lease, NewTokens tokens) {
        return Uni.createFrom()
                .deferred(() -> {
                    Duration elapsed = Duration.ofNanos(pulse.nanoTime() - tokens.sentNanos());
                    return store.store(lease, tokens, elapsed, times.rest(), dueIn(lease, tokens));
                })
                .onFailure()
                .invoke(failure -> LOG.errorf(
                        failure,
                        "New tokens could not be stored and are kept in memory; trying again tenant=%s connection=%s",
                        lease.id().tenant(),
                        lease.id().name()))
                .onFailure()
                .retry()
                .when(failures -> failures.onItem()
                        .transformToUniAndConcatenate(
                                failure -> pulse.after(STORE_AGAIN_AFTER).replaceWith(failure)))
                .map(written -> switch (written) {
                    case STORED -> new Renewal.Renewed();
                    case STALE -> stale(lease);
                });
    }

    private Renewal stale(Lease lease) {
        signals.staleAnswer();
        LOG.infof(
                "refresh_stale tenant=%s connection=%s generation=%d attempt=%s",
                lease.id().tenant(), lease.id().name(), lease.generation(), lease.attempt());
        return new Renewal.Superseded();
    }

    /** Nothing prolongs what an assertion brought: it is renewed when somebody uses it, and not for its own sake. */
    private @Nullable Duration dueIn(Lease lease, NewTokens tokens) {
        if (tokens.impersonated() != null) {
            return null;
        }
        Duration left = tokens.refreshLife() == null ? lease.refreshLeft() : tokens.refreshLife();
        Duration life = times.refreshTokenLife();
        return KeepAlive.delay(left == null ? life : left, life, lease.extended(), pulse.chance());
    }

    /**
     * Callers spare the statement where the first one, which worked last or is the only one, has just worked again.
     */
    private Uni<Void> remember(Lease lease, Credential credential) {
        return upstream.worked(lease.integration(), credential).onFailure().recoverWithNull();
    }
}
