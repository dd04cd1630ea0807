package io.countersign.docusign;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How asking for the user's identity ended, after up to three tries. */
public sealed interface UserInfoAnswer {

    /**
     * DocuSign told.
     *
     * @param leftOut the accounts that it listed and that cannot be used, which are not in {@code userInfo}
     */
    record Known(UserInfo userInfo, List<LeftOut> leftOut) implements UserInfoAnswer {

        /** Copies the accounts. */
        public Known {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * An account that cannot be used.
     *
     * @param accountId its id, or null if it has none; printable ASCII, at most 80 characters
     */
    record LeftOut(Reason reason, @Nullable String accountId) {

        /** Why it cannot be used. */
        public enum Reason {
            /** It is no object. */
            NO_OBJECT,
            /** It has no {@code account_id}. */
            NO_ID,
            /** It has no {@code base_uri}, or none that is an address. */
            NO_ADDRESS,
            /** Its address is more than scheme, host and {@code /restapi}. */
            PATH,
            /** Its address is not DocuSign's: using it would send tokens to somebody else. */
            FOREIGN
        }
    }

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
            /** Not an identity: a redirect, more than 1 MiB, no JSON, an error in a 2xx, or no user id. */
            UNREADABLE
        }
    }

    /**
     * DocuSign, or the check of what it told, says no: the same question gets the same answer.
     *
     * @param status the HTTP status code
     * @param leftOut the accounts that cannot be used, if that is why
     */
    record Refused(Reason reason, int status, List<LeftOut> leftOut) implements UserInfoAnswer {

        /** Copies the accounts. */
        public Refused {
            leftOut = List.copyOf(leftOut);
        }

        /** Why. */
        public enum Reason {
            /** 401: the access token is expired or revoked. */
            TOKEN,
            /** There are accounts, and not one of them can be used. */
            NO_USABLE_ACCOUNT,
            /** Any other 4xx. */
            UNEXPECTED
        }
    }
}
