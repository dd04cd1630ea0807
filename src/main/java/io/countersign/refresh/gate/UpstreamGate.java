package io.countersign.refresh.gate;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;

/**
 * The gate in front of DocuSign, one per integration and grant and shared by all replicas: whoever asks for a lease
 * passes it.
 * All times are the database's.
 */
public interface UpstreamGate {

    /** DocuSign asked for patience: nobody gets a lease for that long. Never shortens a pause. */
    Uni<Void> pause(GateKey key, Duration duration);

    /**
     * Too many calls fail: nobody gets a lease for that long, and after it one attempt at a time, until {@link #open}.
     */
    Uni<Void> trip(GateKey key, Duration duration);

    /**
     * DocuSign does not accept the integration itself: as {@link #trip}, and the integration is flagged. Ends too when
     * the integration has other client secrets or keys than those that were refused; does nothing where it has them
     * already.
     *
     * @param secretsVersion of the client secrets, or keys, that were tried
     * @param flag what an operator has to look at
     */
    Uni<ClientRefusal> refuseClient(GateKey key, UUID attempt, Flag flag, long secretsVersion, Duration duration);

    /**
     * Makes the attempt the one that goes first, if the pause is over and nobody does; closes the gate for everybody
     * else for that long.
     */
    Uni<Boolean> probe(GateKey key, UUID attempt, Duration duration);

    /** A call was answered as it should be: ends what {@link #trip} and {@link #refuseClient} began. */
    Uni<Void> open(GateKey key);

    /**
     * DocuSign answered, if not as it should: ends what {@link #trip} began, unless {@link #refuseClient} keeps the
     * gate closed.
     */
    Uni<Void> answered(GateKey key);

    /**
     * Notes with which client secrets a refusal of a token was found that needs no slot, so that
     * {@code DueQueue.revive} knows of others.
     *
     * @return false if the integration has other client secrets by now, or is gone: the refusal says nothing
     */
    Uni<Boolean> noteVerdict(GateKey key, long secretsVersion);

    /**
     * Takes one of the grant's slots for a verdict that the computed expiry does not explain; without one the
     * integration is flagged with {@link Flag#VERDICTS}.
     *
     * @param slots how many there are in each {@code window}
     */
    Uni<VerdictSlot> verdictSlot(GateKey key, UUID attempt, long secretsVersion, int slots, Duration window);

    /** What came of a refusal of the integration itself. */
    enum ClientRefusal {
        /**
         * The gate is closed, and the integration is flagged since just now. {@link Flag#VERDICTS} is another matter
         * and hides no refused client.
         */
        FIRST,
        /** The gate is closed, as is known. */
        KNOWN,
        /** The integration has other client secrets or keys by now, or is gone: the refusal says nothing. */
        OUTDATED
    }

    /** What an operator has to look at. */
    enum Flag {
        /** DocuSign refuses every client secret, or the integration key. */
        CLIENT_REFUSED,
        /** There is no client secret. */
        CLIENT_SECRET_MISSING,
        /** DocuSign refuses every RSA key. */
        RSA_KEY_REFUSED,
        /** There is no RSA key. */
        RSA_KEY_MISSING,
        /**
         * More connections were refused at once than tenants revoke consents: perhaps a client secret was deleted at
         * DocuSign.
         */
        VERDICTS
    }

    /** What came of asking for a slot. */
    enum VerdictSlot {
        /** The verdict may be written. */
        TAKEN,
        /** None is left, and the integration is flagged since just now. */
        NONE_FLAGGED_NOW,
        /** None is left, as is known. */
        NONE,
        /** The integration has other client secrets or keys by now, or is gone: the refusal says nothing. */
        OUTDATED
    }
}
