package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.connection.KeepAlive;
import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One attempt to renew a connection, from the lease to the stored tokens or to the reason why there are none. */
final class RefreshAttempts {
    private static final Logger LOG = Logger.getLogger(RefreshAttempts.class);
    private static final int TRIES_WHEN_NOTHING_WAS_SENT = 3;
    private static final Duration STORE_AGAIN_AFTER = Duration.ofSeconds(1);

    private final RefreshStore store;
    private final UpstreamGate gate;
    private final Upstream upstream;
    private final Pulse pulse;
    private final RefreshTimes times;

    RefreshAttempts(RefreshStore store, UpstreamGate gate, Upstream upstream, Pulse pulse, RefreshTimes times) {
        this.store = store;
        this.gate = gate;
        this.upstream = upstream;
        this.pulse = pulse;
        this.times = times;
    }

    /**
     * Where an attempt stands.
     *
     * @param leasedNanos when its lease was last asked for
     * @param integration as the secrets were read with
     * @param secrets the client secrets not tried yet, the next one first
     * @param secretsInAll how many there were at first
     * @param sends tries in a row that never left
     * @param refused whether DocuSign refused the token itself with an earlier secret
     */
    private record Progress(
            Lease lease,
            long leasedNanos,
            Integration integration,
            List<ClientSecret> secrets,
            int secretsInAll,
            int sends,
            boolean refused) {
        static Progress first(Lease lease, long leasedNanos, Credentials credentials) {
            List<ClientSecret> secrets = credentials.secrets();
            return new Progress(lease, leasedNanos, credentials.integration(), secrets, secrets.size(), 0, false);
        }

        Progress nextSecret(boolean tokenRefused) {
            return new Progress(
                    lease,
                    leasedNanos,
                    integration,
                    secrets.subList(1, secrets.size()),
                    secretsInAll,
                    0,
                    refused || tokenRefused);
        }

        Progress leasedAt(long nanos) {
            return new Progress(lease, nanos, integration, secrets, secretsInAll, sends, refused);
        }

        Progress sameSecret() {
            return new Progress(lease, leasedNanos, integration, secrets, secretsInAll, sends + 1, refused);
        }
    }

    Uni<Renewal> run(Target target, UUID attempt) {
        return Uni.createFrom().deferred(() -> {
            long asked = pulse.nanoTime();
            return store.lease(target, attempt, times.lease(), times.takeover()).chain(answer -> switch (answer) {
                case LeaseAnswer.Leased leased -> spend(leased.lease(), asked);
                case LeaseAnswer.Held held -> done(new Renewal.Elsewhere());
                case LeaseAnswer.Closed closed -> done(new Renewal.NotBefore(closed.pause()));
                case LeaseAnswer.ProbeDue due -> probe(due.integration(), target, attempt);
                case LeaseAnswer.Moved moved -> done(new Renewal.Superseded());
            });
        });
    }

    private Uni<Renewal> probe(String integration, Target target, UUID attempt) {
        return gate.probe(integration, attempt, times.probe())
                .chain(ours -> ours ? run(target, attempt) : done(new Renewal.NotBefore(times.probe())));
    }

    private Uni<Renewal> spend(Lease lease, long leasedNanos) {
        return upstream.credentials(lease.integration()).onItemOrFailure().transformToUni((credentials, failure) -> {
            if (failure != null) {
                LOG.errorf(failure, "The client secrets could not be read integration=%s", lease.integration());
                return store.release(lease, false, pulse.chance(), "internal").replaceWith(new Renewal.Failed());
            }
            return credentials.secrets().isEmpty()
                    ? operatorFault(lease, credentials.integration(), UpstreamGate.Flag.CLIENT_SECRET_MISSING)
                    : send(Progress.first(lease, leasedNanos, credentials));
        });
    }

    private Uni<Renewal> send(Progress progress) {
        if (since(progress.leasedNanos()).compareTo(times.window()) > 0) {
            return store.release(progress.lease(), false, pulse.chance(), "stopped")
                    .replaceWith(new Renewal.Failed());
        }
        long sent = pulse.nanoTime();
        return upstream.refresh(
                        progress.lease(),
                        progress.integration(),
                        progress.secrets().getFirst())
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted -> granted(progress, granted, sent);
                    case TokenAnswer.Refused refused -> refused(progress, refused);
                    case TokenAnswer.NotSent notSent -> notSent(progress);
                    case TokenAnswer.NoAnswer noAnswer ->
                        obey(progress.lease(), noAnswer.retryAfter())
                                .chain(() -> store.release(progress.lease(), true, pulse.chance(), "no_answer"))
                                .replaceWith(new Renewal.Failed());
                });
    }

    private Uni<Renewal> granted(Progress progress, TokenAnswer.Granted granted, long sent) {
        List<String> scopes = granted.scopes();
        NewTokens tokens = new NewTokens(
                granted.accessToken(),
                granted.refreshToken(),
                Duration.ofSeconds(granted.expiresInSeconds()),
                granted.refreshToken() != null && progress.lease().extended() ? times.refreshTokenLife() : null,
                scopes == null ? null : String.join(" ", scopes),
                sent);
        return keep(progress.lease(), tokens).call(() -> remember(progress)).call(() -> reopen(progress.lease()));
    }

    private Uni<Void> reopen(Lease lease) {
        return lease.marked()
                ? gate.open(lease.integration()).onFailure().recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** The first secret is the one that worked last, or the only one: nothing new to remember, and no statement spent on it. */
    private Uni<Void> remember(Progress progress) {
        if (progress.secrets().size() == progress.secretsInAll()) {
            return Uni.createFrom().voidItem();
        }
        return upstream.worked(
                        progress.lease().integration(), progress.secrets().getFirst())
                .onFailure()
                .recoverWithNull();
    }

    /** The old refresh token may be dead by now: these are all there is, and they are written until they stand. */
    private Uni<Renewal> keep(Lease lease, NewTokens tokens) {
        return store.store(lease, tokens, since(tokens.sentNanos()), times.rest(), dueIn(lease, tokens))
                .<Renewal>map(written -> switch (written) {
                    case STORED -> new Renewal.Renewed();
                    case STALE -> new Renewal.Superseded();
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.errorf(
                            failure,
                            "New tokens could not be stored and are kept in memory; trying again tenant=%s connection=%s",
                            lease.id().tenant(),
                            lease.id().name());
                    return pulse.after(STORE_AGAIN_AFTER).chain(() -> keep(lease, tokens));
                });
    }

    private Duration dueIn(Lease lease, NewTokens tokens) {
        Duration left = tokens.refreshLife() == null ? lease.refreshLeft() : tokens.refreshLife();
        return KeepAlive.delay(left, times.refreshTokenLife(), lease.extended(), pulse.chance());
    }

    private Uni<Renewal> refused(Progress progress, TokenAnswer.Refused refused) {
        Lease lease = progress.lease();
        return switch (refused.meaning()) {
            case RETRY ->
                obey(lease, refused.retryAfter())
                        .chain(() -> store.release(lease, false, pulse.chance(), "throttled"))
                        .replaceWith(new Renewal.Failed());
            case UNEXPECTED ->
                store.release(lease, false, pulse.chance(), "unexpected_answer").replaceWith(new Renewal.Failed());
            case NEEDS_CONSENT -> verdict(lease, ConsentReason.SCOPES_MISSING);
            case USER_GONE -> verdict(lease, ConsentReason.USER_GONE);
            case RECONNECT, RECONNECT_OR_OPERATOR -> otherSecret(progress.nextSecret(true));
            case OPERATOR -> otherSecret(progress.nextSecret(false));
        };
    }

    /** Nobody outside DocuSign knows what a deleted client secret answers, so the others are asked before anything is concluded. */
    private Uni<Renewal> otherSecret(Progress progress) {
        if (!progress.secrets().isEmpty()) {
            return again(progress);
        }
        if (!progress.refused()) {
            return operatorFault(progress.lease(), progress.integration(), UpstreamGate.Flag.CLIENT_REFUSED);
        }
        Lease lease = progress.lease();
        if (lease.unsure()) {
            return verdict(lease, ConsentReason.LOST_RESPONSE);
        }
        return verdict(
                lease,
                lease.refreshLeft().isNegative() ? ConsentReason.REFRESH_TOKEN_EXPIRED : ConsentReason.CONSENT_REVOKED);
    }

    /** A pause that DocuSign asked for binds every connection of the integration. */
    private Uni<Void> obey(Lease lease, @Nullable Duration retryAfter) {
        return retryAfter == null ? Uni.createFrom().voidItem() : gate.pause(lease.integration(), retryAfter);
    }

    private Uni<Renewal> notSent(Progress progress) {
        Progress next = progress.sameSecret();
        return next.sends() < TRIES_WHEN_NOTHING_WAS_SENT
                ? again(next)
                : store.release(progress.lease(), false, pulse.chance(), "unreachable")
                        .replaceWith(new Renewal.Failed());
    }

    private Uni<Renewal> again(Progress progress) {
        long asked = pulse.nanoTime();
        return store.extend(progress.lease(), times.lease())
                .chain(ours -> ours ? send(progress.leasedAt(asked)) : done(new Renewal.Superseded()));
    }

    private Uni<Renewal> operatorFault(Lease lease, Integration integration, UpstreamGate.Flag flag) {
        return gate.refuseClient(
                        lease.integration(), lease.attempt(), flag, integration.secretsVersion(), times.operatorPause())
                .chain(() -> store.release(lease, false, 0, flag.name().toLowerCase(Locale.ROOT)))
                .replaceWith(new Renewal.NotBefore(times.operatorPause()));
    }

    private Uni<Renewal> verdict(Lease lease, ConsentReason reason) {
        return store.refuse(lease, reason, reason.wireName()).replaceWith(new Renewal.ConsentRequired(reason));
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(pulse.nanoTime() - nanos);
    }

    private static Uni<Renewal> done(Renewal renewal) {
        return Uni.createFrom().item(renewal);
    }
}
