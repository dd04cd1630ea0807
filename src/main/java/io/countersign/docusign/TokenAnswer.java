package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a call of the token endpoint ended. The types say what matters for a refresh token or code that works only once:
 * it was exchanged ({@link Granted}), it is certainly not ({@link Unspent}), or nobody here can know
 * ({@link NoAnswer}).
 */
public sealed interface TokenAnswer {

    /**
     * DocuSign issued tokens.
     *
     * @param accessToken empty only if {@code expiresInSeconds} is 0
     * @param refreshToken replaces the one that was sent; null if DocuSign sent none, which leaves the old one in force
     *     (RFC 6749 section 6)
     * @param expiresInSeconds life of the access token, counted from when the request was sent: at most what DocuSign
     *     documents, and 0 if it sent a refresh token alone. Such an answer is to be stored, because the old refresh
     *     token may be spent.
     * @param scopes what DocuSign says was granted, or null if it does not say. DocuSign leaves {@code extended} out
     *     even if granted.
     * @param lifeSource where {@code expiresInSeconds} comes from
     * @param complaint what stood in {@code error} beside the tokens, or that the answer was not whole, or null;
     *     printable ASCII, at most 80 characters. The tokens count all the same: the refresh token that was sent may be
     *     spent.
     */
    record Granted(
            Secret accessToken,
            @Nullable Secret refreshToken,
            long expiresInSeconds,
            @Nullable List<String> scopes,
            LifeSource lifeSource,
            @Nullable String complaint)
            implements TokenAnswer {

        /** Copies the scopes. */
        public Granted {
            scopes = scopes == null ? null : List.copyOf(scopes);
        }

        /** Tokens as they should be, with the life that DocuSign told. */
        public Granted(
                Secret accessToken,
                @Nullable Secret refreshToken,
                long expiresInSeconds,
                @Nullable List<String> scopes) {
            this(accessToken, refreshToken, expiresInSeconds, scopes, LifeSource.TOLD, null);
        }
    }

    /** Where the life of an access token comes from. */
    enum LifeSource {
        /** DocuSign told it. */
        TOLD,
        /** DocuSign told none that can be one: it is what DocuSign documents. */
        ASSUMED,
        /** DocuSign told more than it documents, which is not believed. */
        CAPPED
    }

    /** Proven: what was to be exchanged is as good, or as bad, as before. */
    sealed interface Unspent extends TokenAnswer {}

    /**
     * DocuSign said no (4xx, or an error in a 2xx).
     *
     * @param status the HTTP status code
     * @param error the OAuth error code, or null; printable ASCII, at most 80 characters
     * @param description its description, or null; printable ASCII, at most 200 characters, anything like a token
     *     replaced
     * @param meaning who has to do what
     * @param retryAfter how long DocuSign asks to wait (429, or a limit for one user), at most 15 minutes, or null
     */
    record Refused(
            int status,
            @Nullable String error,
            @Nullable String description,
            Meaning meaning,
            @Nullable Duration retryAfter)
            implements Unspent {

        /** The {@link #code} of refusals that cannot be told apart. */
        public static final String OTHER = "other";

        /**
         * {@link #error} in lower case, or {@code other} where there is none, it was no text, or a part of it is not
         * shown: two of those need not be the same. An id that is new each time makes no new code: none is shown.
         */
        public String code() {
            return error == null || error.contains(ErrorText.NOT_SHOWN) || error.startsWith(ErrorText.NO_TEXT)
                    ? OTHER
                    : error.toLowerCase(Locale.ROOT);
        }
    }

    /** Not one byte of the request reached DocuSign. */
    record NotSent(Reason reason) implements Unspent {

        /** Why nothing was sent. */
        public enum Reason {
            /** No such host, no route, nobody listens, or no connection in time. */
            UNREACHABLE,
            /**
             * The TLS handshake failed: who answers there cannot prove to be DocuSign. A security event rather than an
             * outage.
             */
            UNTRUSTED,
            /** All of this process' connections to DocuSign are in use. */
            BUSY,
            /** The connection stood only when the request might not be sent any more. */
            TOO_LATE
        }
    }

    /**
     * The request may have been carried out: a code or refresh token may be spent.
     *
     * @param reason what happened instead of an answer
     * @param status the HTTP status code if one came, else null
     * @param retryAfter how long DocuSign asks to wait (503), at most 15 minutes, or null
     */
    record NoAnswer(
            Reason reason,
            @Nullable Integer status,
            @Nullable Duration retryAfter) implements TokenAnswer {

        /** What happened instead of an answer. */
        public enum Reason {
            /** The call's deadline passed. */
            TIMEOUT,
            /** The connection broke before the answer was complete. */
            CUT_OFF,
            /** 5xx, 408, or DocuSign's text for a fault of its own. */
            SERVER_ERROR,
            /** Neither tokens nor a refusal: a redirect, more than 64 KiB, no JSON, or a success without tokens. */
            UNREADABLE
        }
    }
}
