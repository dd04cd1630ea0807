package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.PublicClient;
import io.countersign.integration.RsaKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The provider as one replica reaches it. Every call ends: at the latest when the deadline has passed. */
final class SimulatedUpstream implements Upstream {
    private static final URI NOWHERE = URI.create("http://localhost");

    private static final UserInfoAnswer SILENT =
            new UserInfoAnswer.Silent(UserInfoAnswer.Silent.Reason.SERVER_ERROR, null);

    private final SimulatedTime time;
    private final SimulatedFaults faults;
    private final SimulatedReplica replica;
    private final SimulatedProvider provider;
    private final SimulatedGates gates;
    private final SimulatedHistory history;
    private final SimulatedWire wire;
    private final Duration deadline;

    SimulatedUpstream(SimulatedWorld world, SimulatedReplica replica, SimulatedWire wire) {
        this.time = world.time();
        this.faults = world.faults();
        this.replica = replica;
        this.provider = world.provider();
        this.gates = world.gates();
        this.history = world.history();
        this.wire = wire;
        this.deadline = world.times().deadline();
    }

    @Override
    public Uni<Credentials> credentials(String integration, GrantType grant) {
        return wire.send("credentials", () -> credentials(integration, gates.app(integration), grant));
    }

    private static Credentials credentials(String name, SimulatedGates.App app, GrantType grant) {
        List<String> inOrder = grant == GrantType.JWT_BEARER ? app.keys : app.secrets;
        return new Credentials(
                new Integration(name, Environment.DEMO, "key", List.copyOf(app.scopes), app.secretsVersion, NOWHERE),
                inOrder.stream().map(secret -> credential(secret, grant)).toList());
    }

    private static Credential credential(String value, GrantType grant) {
        UUID id = UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
        return switch (grant) {
            case AUTHORIZATION_CODE -> new ClientSecret(id, Secret.ofText(value), true);
            case JWT_BEARER -> new RsaKey(id, Secret.ofText(value), true);
        };
    }

    @Override
    public Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latest) {
        String said =
                "%s of %s for %s".formatted(secretOf(key), call.lease().id().tenant(), call.scopes());
        return Uni.createFrom()
                .emitter(answer ->
                        call(call.lease(), said, () -> provider.consents.answer(call, secretOf(key)), answer));
    }

    @Override
    public Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken) {
        SimulatedFaults.Call fate = faults.ofCall();
        boolean known = fate == SimulatedFaults.Call.ANSWERED || fate == SimulatedFaults.Call.SLOW;
        time.log("%s asks for the user: %s", replica.process(), fate);
        long delay = fate == SimulatedFaults.Call.SLOW ? time.between(0, deadline.toNanos()) : faults.latency();
        faults.underWay(delay);
        String process = replica.process();
        history.begins(process);
        return Uni.createFrom()
                .emitter(answer -> replica.later(Math.min(delay, deadline.toNanos()), () -> {
                    history.ends(process);
                    answer.complete(known ? provider.whose(accessToken) : SILENT);
                }));
    }

    /** Whose a token is that an import brought: asked by whoever judges it, and no part of a renewal. */
    Uni<UserInfoAnswer> owner(String accessToken) {
        SimulatedFaults.Call fate = faults.ofCall();
        boolean known = fate == SimulatedFaults.Call.ANSWERED || fate == SimulatedFaults.Call.SLOW;
        time.log("%s asks whose %s is: %s", replica.process(), accessToken, fate);
        long there = fate == SimulatedFaults.Call.SLOW ? time.between(0, deadline.toNanos()) : faults.latency();
        faults.underWay(there);
        history.imports.asksWhose(accessToken, history.isStoredSince(accessToken, 0));
        faults.strike(replica);
        String process = replica.process();
        return Uni.createFrom()
                .emitter(answer -> time.after(there, () -> {
                    UserInfoAnswer told = known ? provider.owner(accessToken) : SILENT;
                    history.imports.tellsWhose();
                    if (replica.lives(process)) {
                        replica.later(faults.latency(), () -> answer.complete(told));
                    }
                }));
    }

    @Override
    public Uni<Void> worked(String integration, Credential credential) {
        String secret = secretOf(credential);
        return wire.send("worked", () -> {
                    SimulatedGates.App app = gates.app(integration);
                    List<String> secrets = credential instanceof RsaKey ? app.keys : app.secrets;
                    if (secrets.remove(secret)) {
                        secrets.addFirst(secret);
                    }
                    return true;
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<TokenAnswer> refresh(
            Lease lease, LeasedGrant.RefreshToken token, Integration integration, Credential credential, long latest) {
        String spent = token.value().revealText();
        return Uni.createFrom()
                .emitter(answer -> call(lease, spent, () -> provider.refresh(spent, secretOf(credential)), answer));
    }

    private void call(
            Lease lease, String token, Supplier<TokenAnswer> provider, UniEmitter<? super TokenAnswer> answer) {
        SimulatedFaults.Call drawn = faults.ofCall();
        // What an operator forces, or was refused before, takes even unknown words as final.
        SimulatedFaults.Call fate = lease.finality() == Finality.AT_ONCE && drawn == SimulatedFaults.Call.UNKNOWN_WORDS
                ? SimulatedFaults.Call.ANSWERED
                : drawn;
        time.log("%s calls with %s: %s", replica.process(), token, fate);
        if (fate == SimulatedFaults.Call.NOT_SENT) {
            notSent(lease, answer);
            return;
        }
        faults.strike(replica);
        SimulatedHistory.Call call = history.sent(lease, replica.process());
        hears(deadline.toNanos(), call, noAnswer(TokenAnswer.NoAnswer.Reason.TIMEOUT), answer);
        long there = fate == SimulatedFaults.Call.SLOW ? time.between(0, 60 * SimulatedTime.SECOND) : faults.latency();
        String process = replica.process();
        faults.underWay(there);
        time.after(there, () -> {
            TokenAnswer real = reaches(fate) ? provider.get() : null;
            if (real instanceof TokenAnswer.Granted) {
                history.imports.granted(lease);
            }
            TokenAnswer heard = outcome(fate, real);
            time.log("provider: %s of %s = %s, heard as %s", token, process, brief(real), brief(heard));
            if (replica.lives(process)) {
                long back = faults.latency();
                faults.underWay(back);
                hears(back, call, heard, answer);
            }
        });
    }

    private void notSent(Lease lease, UniEmitter<? super TokenAnswer> answer) {
        String process = replica.process();
        history.troubled(lease.gate());
        history.begins(process);
        replica.later(faults.latency(), () -> {
            history.ends(process);
            answer.complete(new TokenAnswer.NotSent(TokenAnswer.NotSent.Reason.UNREACHABLE));
        });
    }

    private static boolean reaches(SimulatedFaults.Call fate) {
        return switch (fate) {
            case ANSWERED, SLOW, ERROR_AFTER, CUT_AFTER, UNREADABLE -> true;
            case NOT_SENT, ERROR_BEFORE, CUT_BEFORE, THROTTLED, UNKNOWN_WORDS -> false;
        };
    }

    private TokenAnswer outcome(SimulatedFaults.Call fate, @Nullable TokenAnswer real) {
        return switch (fate) {
            case ERROR_BEFORE, ERROR_AFTER, NOT_SENT -> noAnswer(TokenAnswer.NoAnswer.Reason.SERVER_ERROR);
            case CUT_BEFORE, CUT_AFTER -> noAnswer(TokenAnswer.NoAnswer.Reason.CUT_OFF);
            case UNREADABLE -> noAnswer(TokenAnswer.NoAnswer.Reason.UNREADABLE);
            case THROTTLED ->
                new TokenAnswer.Refused(429, null, null, Meaning.RETRY, Duration.ofSeconds(time.between(1, 20)));
            case UNKNOWN_WORDS ->
                new TokenAnswer.Refused(400, "invalid_grant", "Not now", Meaning.UNKNOWN_REFUSAL, null);
            case ANSWERED, SLOW -> real == null ? noAnswer(TokenAnswer.NoAnswer.Reason.CUT_OFF) : real;
        };
    }

    /** The first that the process hears is what came of the call. */
    private void hears(
            long delay, SimulatedHistory.Call call, TokenAnswer heard, UniEmitter<? super TokenAnswer> answer) {
        replica.later(delay, () -> {
            if (call.ended) {
                return;
            }
            call.ended = true;
            call.refused = heard instanceof TokenAnswer.Refused;
            if (isTrouble(heard)) {
                history.troubled(call.lease.gate());
            }
            if (heard instanceof TokenAnswer.Granted granted && granted.refreshToken() != null) {
                history.reached(call.lease, granted.refreshToken().revealText(), replica.process());
            }
            if (heard instanceof TokenAnswer.Refused refused && refused.retryAfter() != null) {
                history.throttled(call.lease, replica.process());
            }
            answer.complete(heard);
        });
    }

    private static boolean isTrouble(TokenAnswer heard) {
        return switch (heard) {
            case TokenAnswer.Granted granted -> false;
            case TokenAnswer.Refused refused ->
                refused.meaning() != Meaning.NEEDS_CONSENT && refused.meaning() != Meaning.USER_GONE;
            case TokenAnswer.NotSent notSent -> true;
            case TokenAnswer.NoAnswer none -> true;
        };
    }

    private static TokenAnswer noAnswer(TokenAnswer.NoAnswer.Reason reason) {
        return new TokenAnswer.NoAnswer(reason, null, null);
    }

    private static String brief(@Nullable TokenAnswer answer) {
        return switch (answer) {
            case null -> "nothing";
            case TokenAnswer.Granted granted ->
                granted.refreshToken() == null
                        ? "granted"
                        : granted.refreshToken().revealText();
            case TokenAnswer.Refused refused -> refused.status() + " " + refused.error();
            case TokenAnswer.NotSent notSent -> "not sent";
            case TokenAnswer.NoAnswer no -> no.reason().toString();
        };
    }

    private static String secretOf(Credential credential) {
        return switch (credential) {
            case ClientSecret secret -> secret.value().revealText();
            case RsaKey key -> key.privateKey().revealText();
            case PublicClient none -> "";
        };
    }
}
