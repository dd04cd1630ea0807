package io.countersign.importing;

import java.time.Duration;

/** How an import stands when whoever sent it is answered. */
sealed interface ImportAnswer {

    /** The connection holds what it brought: as its own tokens, or as a pending grant. */
    record Held() implements ImportAnswer {}

    /**
     * DocuSign has not said yet whether the token works, or whose it is.
     *
     * @param retryAfter when that is asked again, at the earliest
     */
    record Unproven(Duration retryAfter) implements ImportAnswer {}

    /**
     * The token cannot be had.
     *
     * @param reason {@code import_refused}, {@code lost_response} or {@code already_imported}
     */
    record Refused(String reason) implements ImportAnswer {
        /** It is being imported or was: through another connection, or this one, which has other tokens by now. */
        static final String ALREADY_IMPORTED = "already_imported";

        /** Its answer was lost: nobody has what it was exchanged for, if it was. */
        static final String LOST_RESPONSE = "lost_response";
    }

    /** The token works, and is kept as a pending grant: its user or accounts are not those that are pinned. */
    record Differs(String reason) implements ImportAnswer {}

    /** The token works, and is of a user who belongs to no account that can be used: it waits until they do. */
    record WithoutAccount() implements ImportAnswer {}

    /** The connection was disconnected or deleted, or a consent accepted, before DocuSign was heard. */
    record Withdrawn() implements ImportAnswer {}

    /** Another import of the connection's is under way. */
    record OtherUnderWay() implements ImportAnswer {}

    /** The connection impersonates a user: it has no use for a refresh token. */
    record WrongGrant() implements ImportAnswer {}

    /** The token was obtained later than now. */
    record ObtainedLater() implements ImportAnswer {}

    /** There is no such connection, or none any more. */
    record Unknown() implements ImportAnswer {}
}
