package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.tenant.TenantKeyset;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store that grants what the test says and keeps a log of what it was asked to do. */
final class FakeRefreshStore implements RefreshStore {
    static final ConnectionId ID = new ConnectionId("acme", "default", UUID.randomUUID());
    static final Target TARGET = new Target(ID, "app", 7);

    final List<String> log = new ArrayList<>();
    final List<NewTokens> written = new ArrayList<>();

    @Nullable
    LeaseAnswer leaseAnswer;

    LeasedGrant grant = new LeasedGrant.RefreshToken(Secret.ofText("old refresh"));
    int failures;
    Runnable duringLease = () -> {};
    boolean unsure;
    boolean expired;
    Finality finality = Finality.WITH_SLOT;
    Duration accessLeft = Duration.ofMinutes(5);
    UnknownRefusals unknownRefusals = UnknownRefusals.none();
    boolean extended = true;
    boolean marked;

    @Nullable
    HeldAccess held;

    @Nullable
    Duration dueIn = Duration.ZERO;

    Extension extension = new Extension.Extended();
    boolean ofPresentSecrets = true;

    /** What became of a refusal, if not what was to be recorded. */
    @Nullable
    Recorded recorded;

    int storeFailures;

    /** The most frames under which new tokens were written. */
    long deepest;

    Written outcome = Written.STORED;

    @Nullable
    Duration elapsed;

    private long leases;

    long leases() {
        return leases;
    }

    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        leases++;
        duringLease.run();
        log.add("lease " + lease.toSeconds() + " " + takeover.toSeconds());
        return Uni.createFrom()
                .item(
                        leaseAnswer != null
                                ? leaseAnswer
                                : new LeaseAnswer.Leased(new Lease(
                                        target.id(),
                                        "app",
                                        TokenPlaces.of(target.id(), Environment.DEMO, null, null),
                                        target.generation(),
                                        new TenantKeyset(Keyset.generate(), UUID.randomUUID()),
                                        attempt,
                                        Instant.EPOCH,
                                        grant,
                                        held,
                                        unsure,
                                        expired ? Duration.ofDays(-1) : Duration.ofDays(20),
                                        accessLeft,
                                        failures,
                                        unknownRefusals,
                                        extended,
                                        finality,
                                        marked)));
    }

    @Override
    public Uni<Extension> extend(Lease lease, Duration duration, boolean counted) {
        log.add("extend " + duration.toSeconds() + (counted ? "" : " uncounted"));
        return Uni.createFrom().item(extension);
    }

    @Override
    public Uni<Written> store(Lease lease, NewTokens tokens, Duration since, Duration rest, @Nullable Duration due) {
        deepest = Math.max(deepest, StackWalker.getInstance().walk(Stream::count));
        if (storeFailures > 0) {
            storeFailures--;
            log.add("store failed");
            return Uni.createFrom().failure(new DatabaseAway());
        }
        log.add("store " + rest.toSeconds());
        written.add(tokens);
        elapsed = since;
        dueIn = due;
        return Uni.createFrom().item(outcome);
    }

    @Override
    public Uni<Void> giveBack(Lease lease, GivenBack how) {
        log.add(said(how));
        return Uni.createFrom().voidItem();
    }

    /** With the part of the first back-off, of two seconds, that is waited. */
    private String said(GivenBack how) {
        double jitter = how.closedFor().toMillis() / 2000.0;
        if (grant instanceof LeasedGrant.Impersonation) {
            Duration held = how.heldFor();
            return held == null
                    ? "release " + how.closedFor().toSeconds() + (how.doubt() ? " unsure " : " ") + how.error()
                    : "hold " + held.toSeconds() + " " + how.error() + (how.dueIn() == null ? ", not due" : "");
        }
        if (how.heldFor() != null) {
            return "hold " + how.heldFor().toMinutes() + " " + how.error();
        }
        if (how.unknownWords() != null) {
            return "count " + how.unknownWords().code() + " " + jitter;
        }
        return switch (how.calls()) {
            case ONE_LESS -> "release unused " + how.error();
            case TEN_NOW -> "release out of calls " + how.error();
            case AS_THEY_ARE -> "release " + (how.doubt() ? "unsure " : "unspent ") + jitter + " " + how.error();
        };
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, ConsentReason reason, String error) {
        log.add("refuse " + reason.wireName());
        return Uni.createFrom().item(recorded != null ? recorded : new Recorded.Stands(reason, error));
    }

    @Override
    public Uni<Recorded> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return ofPresentSecrets
                ? refuse(lease, reason, error)
                : Uni.createFrom().<Recorded>item(new Recorded.Outdated());
    }

    /** Without frames: ten thousand of them are logged. */
    private static final class DatabaseAway extends RuntimeException {
        DatabaseAway() {
            super("The database is away", null, false, false);
        }
    }
}
