package io.countersign.limit;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * What this replica has let through, per network and caller. Each replica counts alone: together they let through so
 * many times as much. A question that is answered with no is counted in {@code countersign.limited}.
 */
@Singleton
public class RequestLimits {
    private static final String LIMITED = "countersign.limited";

    private final TokenBuckets<ClientNetwork> pages;
    private final TokenBuckets<ClientNetwork> failedLogins;
    private final TokenBuckets<ClientNetwork> failedProofs;
    private final TokenBuckets<String> callers;
    private final Counter refusedPages;
    private final Counter refusedLogins;
    private final Counter refusedCallers;

    RequestLimits(LimitConfiguration configuration, MonotonicClock clock, MeterRegistry registry) {
        this.pages = new TokenBuckets<>(configuration.pagesPerSecond(), clock);
        this.failedLogins = new TokenBuckets<>(configuration.failedLoginsPerSecond(), clock);
        this.failedProofs = new TokenBuckets<>(proofs(configuration.failedLoginsPerSecond()), clock);
        this.callers = new TokenBuckets<>(configuration.callerPerSecond(), clock);
        this.refusedPages = registry.counter(LIMITED, "door", "pages");
        this.refusedLogins = registry.counter(LIMITED, "door", "logins");
        this.refusedCallers = registry.counter(LIMITED, "door", "callers");
    }

    /** A signature takes about ten times as long as a look into the database. None of either where 0 limits nothing. */
    private static int proofs(int logins) {
        return logins == 0 ? 0 : Math.max(1, logins / 10);
    }

    /** Whether one more request without a credential is served to that network; if so, it counts. */
    public boolean mayLoad(ClientNetwork network) {
        return counted(pages.take(network), refusedPages);
    }

    /**
     * Whether the database is asked about a credential that comes from that network. Nothing counts before it has
     * turned out to be none: {@link #failed}.
     */
    public boolean maySearch(ClientNetwork network) {
        return failedLogins.has(network);
    }

    /**
     * Whether a token or a certificate from that network is verified, which takes time of the processor and nothing of
     * the database: so these tokens are others than those of {@link #maySearch}. Nothing counts before it has turned
     * out to prove nothing: {@link #provenNothing}.
     */
    public boolean mayVerify(ClientNetwork network) {
        return failedProofs.has(network);
    }

    /** A token or a certificate of that network's proves nothing. */
    public void provenNothing(ClientNetwork network) {
        failedProofs.charge(network);
    }

    /** Counts that the answer to {@link #maySearch} or {@link #mayVerify} was heeded. */
    public void refusedLogin() {
        refusedLogins.increment();
    }

    /** The database was asked about a credential of that network's, and it is none. */
    public void failed(ClientNetwork network) {
        failedLogins.charge(network);
    }

    /** Whether one more request of that caller is served; if so, it counts. */
    public boolean mayCall(String caller) {
        return counted(callers.take(caller), refusedCallers);
    }

    private static boolean counted(boolean may, Counter refused) {
        if (!may) {
            refused.increment();
        }
        return may;
    }
}
