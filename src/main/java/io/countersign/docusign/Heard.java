package io.countersign.docusign;

/** What the end of a call says of DocuSign as a whole. */
enum Heard {
    /** It answered, be it with a refusal. */
    ANSWER,
    /** Nothing came, or nothing of DocuSign's. */
    SILENCE,
    /** Nothing was asked, for reasons of this process. */
    NOTHING;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    static Heard of(TokenAnswer answer) {
        return switch (answer) {
            case TokenAnswer.Granted granted -> ANSWER;
            case TokenAnswer.Refused refused -> of(refused);
            case TokenAnswer.NoAnswer none -> SILENCE;
            case TokenAnswer.NotSent notSent ->
                switch (notSent.reason()) {
                    case UNREACHABLE, UNTRUSTED -> SILENCE;
                    case BUSY, TOO_LATE -> NOTHING;
                };
        };
    }

    /** A page of a firewall or a proxy is none of DocuSign's, and one that says to come back later is no service. */
    private static Heard of(TokenAnswer.Refused refused) {
        boolean answered = switch (refused.meaning()) {
            case RETRY -> refused.status() == TOO_MANY_REQUESTS;
            case UNEXPECTED ->
                (refused.status() == BAD_REQUEST || refused.status() == UNAUTHORIZED) && refused.error() != null;
            case OPERATOR,
                    KEY_REFUSED,
                    EXPIRED_ASSERTION,
                    UNKNOWN_REFUSAL,
                    USER_THROTTLED,
                    RECONNECT,
                    RECONNECT_OR_OPERATOR,
                    NEEDS_CONSENT,
                    USER_GONE -> true;
        };
        return answered ? ANSWER : SILENCE;
    }

    static Heard of(UserInfoAnswer answer) {
        return switch (answer) {
            case UserInfoAnswer.Known known -> ANSWER;
            case UserInfoAnswer.Refused refused -> ANSWER;
            case UserInfoAnswer.Silent silent ->
                switch (silent.reason()) {
                    case THROTTLED -> ANSWER;
                    case UNREACHABLE, UNTRUSTED, TIMEOUT, CUT_OFF, SERVER_ERROR, UNREADABLE -> SILENCE;
                };
        };
    }
}
