package io.countersign.issuing;

import io.countersign.caller.Grant;
import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.docusign.Environment;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Readings as a database could give them. */
final class TestingReadings {
    static final ConnectionId ID = new ConnectionId("acme", "default", new UUID(0, 1));
    static final IssueKey KEY = new IssueKey("key", new Place("acme", "default"));

    private TestingReadings() {}

    static Reading active(long askedNanos, long generation, double secondsLeft) {
        return active(askedNanos, "biller", generation, secondsLeft);
    }

    /** Of the access token that the generation before had. */
    static Reading kept(long askedNanos, long generation, double secondsLeft) {
        return reading(askedNanos, "biller", ConnectionState.ACTIVE, null, generation, generation - 1, secondsLeft);
    }

    /** Of a token that a caller reported. */
    static Reading rejected(long askedNanos, long generation, double secondsLeft) {
        return reading(askedNanos, "biller", ConnectionState.ACTIVE, null, generation, true, generation, secondsLeft);
    }

    /** The first token of an active connection, read for a handle with that hash. */
    static Reading byHandle(long askedNanos, byte[] hash, double handleSecondsLeft) {
        Reading read = active(askedNanos, 1, 28_800);
        return new Reading(
                askedNanos, read.key(), new Reading.Handle(KEY.place(), hash, handleSecondsLeft), read.issuable());
    }

    static Reading active(long askedNanos, String caller, long generation, double secondsLeft) {
        return reading(askedNanos, caller, ConnectionState.ACTIVE, null, generation, generation, secondsLeft);
    }

    static Reading consentRequired(long askedNanos, ConsentReason reason, double secondsLeft) {
        return reading(askedNanos, "biller", ConnectionState.CONSENT_REQUIRED, reason, 1, 1, secondsLeft);
    }

    static Reading reading(
            long askedNanos,
            String caller,
            ConnectionState state,
            ConsentReason reason,
            long generation,
            double endsAt,
            double secondsLeft) {
        return reading(askedNanos, caller, state, reason, generation, false, endsAt, secondsLeft);
    }

    private static Reading reading(
            long askedNanos,
            String caller,
            ConnectionState state,
            ConsentReason reason,
            long generation,
            boolean rejected,
            double endsAt,
            double secondsLeft) {
        return new Reading(
                askedNanos,
                new Reading.Key(
                        caller, new byte[32], 3600, List.of(new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE)))),
                new Issuable(
                        ID,
                        state,
                        reason,
                        generation,
                        "main",
                        Environment.DEMO,
                        GrantType.AUTHORIZATION_CODE,
                        true,
                        askedNanos,
                        rejected,
                        endsAt,
                        28_800,
                        secondsLeft,
                        new byte[] {(byte) generation},
                        new byte[0],
                        "signature",
                        "account",
                        "https://demo.docusign.net"));
    }
}
