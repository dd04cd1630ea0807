package io.countersign.docusign;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How asking for the user's identity ended, after up to three tries. */
public sealed interface UserInfoAnswer {

    /** DocuSign told. */
    record Known(UserInfo userInfo) implements UserInfoAnswer {}

    /**
     * DocuSign told nothing that can be used: the same question is good later.
     *
     * @param reason that of the last try
     * @param retryAfter how long DocuSign asks to wait, at most 15 minutes, or null
     */
    record Silent(Reason reason, @Nullable Duration retryAfter) implements UserInfoAnswer {

        /** Why nothing is known. */
        public enum Reason {
            /** As {@link TokenAnswer.NotSent.Reason#UNREACHABLE}, or no connection free. */
            UNREACHABLE,
            /** As {@link TokenAnswer.NotSent.Reason#UNTRUSTED}. */
            UNTRUSTED,
            /** The deadline passed. */
            TIMEOUT,
            /** The connection broke before the answer was complete. */
            CUT_OFF,
            /** 5xx or 408. */
            SERVER_ERROR,
            /** 429. Not tried again. */
            THROTTLED,
            /** Not an identity: a redirect, more than 64 KiB, no JSON, or no user id. */
            UNREADABLE
        }
    }

    /**
     * DocuSign, or the check of what it told, says no: the same question gets the same answer.
     *
     * @param status the HTTP status code
     */
    record Refused(Reason reason, int status) implements UserInfoAnswer {

        /** Why. */
        public enum Reason {
            /** 401: the access token is expired or revoked. */
            TOKEN,
            /** An account's API address is not DocuSign's: using it would send tokens to somebody else. */
            ADDRESS,
            /** Any other 4xx. */
            UNEXPECTED
        }
    }
}
