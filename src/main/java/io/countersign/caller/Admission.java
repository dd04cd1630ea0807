package io.countersign.caller;

import io.countersign.caller.FailedLogin.Reason;
import io.countersign.limit.ClientNetwork;
import io.countersign.limit.RequestLimits;
import io.countersign.problem.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a credential before anybody is asked whose it is: what has just been refused is refused
 * again, and a network from which too many came that were none has to wait. One that was right lately is looked up in
 * any case, so that whoever floods costs his neighbours nothing.
 */
@Singleton
final class Admission {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** For a network; says nothing of the credential. */
    static final Problem TOO_MANY_FAILURES = Problem.tooManyRequests(
            "Nothing was done. Too many requests came from this network without a credential or with one that is none,"
                    + " and whose this one is was not looked up. Send the request again after Retry-After.",
            RETRY_AFTER);

    private static final Problem TOO_MANY_REQUESTS = Problem.tooManyRequests(
            "Nothing was done. This caller sends more requests than one caller may send to a replica. Send it again"
                    + " after Retry-After.",
            RETRY_AFTER);

    private final JudgedKeys keys;
    private final RequestLimits limits;
    private final FailedLogins failures;

    Admission(JudgedKeys keys, RequestLimits limits, FailedLogins failures) {
        this.keys = keys;
        this.limits = limits;
        this.failures = failures;
    }

    /** How it is decided. */
    sealed interface Verdict {

        /** Whose it is may be looked up. */
        record Search() implements Verdict {}

        /** It is none. */
        record Refused() implements Verdict {}

        /** Not now. */
        record Later() implements Verdict {}
    }

    private static final Verdict SEARCH = new Verdict.Search();
    private static final Verdict REFUSED = new Verdict.Refused();
    private static final Verdict LATER = new Verdict.Later();

    /**
     * Decides, and tells of what is refused.
     *
     * @param hash of what is presented: an API key, or all that a token or a certificate has proven
     */
    Verdict judge(byte[] hash, Arrival arrival) {
        return judge(hash, arrival, RequestLimits::maySearch);
    }

    /**
     * The same of a JWT before it is verified. What it proves is judged then by {@link #judge}: a new token of somebody
     * who is known is looked up however many API keys of his network's are none.
     *
     * @param hash of all of it
     */
    Verdict judgeToken(byte[] hash, Arrival arrival) {
        return judge(hash, arrival, RequestLimits::mayVerify);
    }

    private Verdict judge(byte[] hash, Arrival arrival, BiPredicate<RequestLimits, ClientNetwork> mayGoOn) {
        @Nullable Reason reason = keys.refusal(hash);
        if (reason != null) {
            // Which id exists was told the first time.
            failures.tell(arrival.failed(reason, null));
            return REFUSED;
        }
        if (keys.owner(hash) != null || mayGoOn.test(limits, arrival.network())) {
            return SEARCH;
        }
        limits.refusedLogin();
        return LATER;
    }

    /** What cannot be a key was refused without asking anybody. */
    void malformed(Arrival arrival) {
        failures.tell(arrival.failed(Reason.MALFORMED, null));
    }

    /** Whether a certificate that is not known is verified now; counts where not. */
    boolean mayVerify(Arrival arrival) {
        boolean may = limits.mayVerify(arrival.network());
        if (!may) {
            limits.refusedLogin();
        }
        return may;
    }

    /** Whether a request without any credential goes on; counts either way. */
    boolean mayComeWithout(Arrival arrival) {
        return limits.mayLoad(arrival.network());
    }

    /** A certificate that counts for nothing came with the connection. */
    void badCertificate(Arrival arrival) {
        limits.provenNothing(arrival.network());
        failures.tell(arrival.failed(Reason.BAD_CERTIFICATE, null));
    }

    /** A token that proves nothing, by its hash. */
    void badToken(byte[] hash, Arrival arrival) {
        keys.refuse(hash, Reason.BAD_TOKEN);
        limits.provenNothing(arrival.network());
        failures.tell(arrival.failed(Reason.BAD_TOKEN, null));
    }

    /** A token of which nobody knows whether it proves anything: its issuer was waited for in vain. */
    void unknowableToken(Arrival arrival) {
        limits.provenNothing(arrival.network());
    }

    /**
     * It was looked up, and is none.
     *
     * @param credential what was looked up
     * @param hash of what was presented
     */
    void refuse(Credential credential, byte[] hash, Reason reason, Arrival arrival) {
        keys.refuse(hash, reason);
        ClientNetwork network = arrival.network();
        limits.failed(network);
        failures.tell(arrival.failed(reason, reason == Reason.UNKNOWN ? null : keyOf(credential)));
    }

    private static @Nullable String keyOf(Credential credential) {
        return credential.kind() == Credential.Kind.KEY ? credential.id() : null;
    }

    /** What was presented with that hash is right, and that caller's. */
    void accept(byte[] hash, String caller) {
        keys.accept(hash, caller);
    }

    /** Whose it was when it was right a short time ago, or null. Lets nobody in. */
    @Nullable
    String owner(byte[] hash) {
        return keys.owner(hash);
    }

    /** A key is right, and not the one of the caller that was named beside it. */
    void otherCaller(Arrival arrival) {
        failures.tell(arrival.failed(Reason.OTHER_CALLER, null));
    }

    /** Counts a request of that caller's; fails with 429 where it has sent too many. */
    void admit(String caller) {
        if (!limits.mayCall(caller)) {
            throw TOO_MANY_REQUESTS.toException();
        }
    }
}
