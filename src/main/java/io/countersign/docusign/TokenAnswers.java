package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.NoAnswer.Reason;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.docusign.TokenAnswer.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the token endpoint answered (RFC 6749 sections 5.1 and 5.2). */
final class TokenAnswers {

    /** Keeps arithmetic with times safe from an absurd number; DocuSign's own is eight hours. */
    private static final long LONGEST_LIFE = Duration.ofDays(365).toSeconds();

    private static final int LONGEST_ERROR = 80;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final int UNAUTHORIZED = 401;

    /** DocuSign's and the RFC's texts for "something failed here", which may come with a 400 and prove nothing about a refresh token. */
    private static final Set<String> SERVER_FAULTS = Set.of("internal_server_error", "server_error");

    private TokenAnswers() {}

    static TokenAnswer read(TokenCall call, WireAnswer answer) {
        if (answer.isServerError()) {
            return noAnswer(Reason.SERVER_ERROR, answer);
        }
        JsonAnswer json = JsonAnswer.read(answer.body());
        if (answer.isRefusal()) {
            return refused(call, answer, json);
        }
        TokenAnswer granted = answer.isSuccess() && json != null ? granted(json) : null;
        return granted == null ? noAnswer(Reason.UNREADABLE, answer) : granted;
    }

    static TokenAnswer ofFailure(CallFailure failure) {
        return switch (failure) {
            case UNREACHABLE -> new NotSent(NotSent.Reason.UNREACHABLE);
            case UNTRUSTED -> new NotSent(NotSent.Reason.UNTRUSTED);
            case BUSY -> new NotSent(NotSent.Reason.BUSY);
            case TOO_LATE -> new NotSent(NotSent.Reason.TOO_LATE);
            case TIMEOUT -> new NoAnswer(Reason.TIMEOUT, null, null);
            case CUT_OFF -> new NoAnswer(Reason.CUT_OFF, null, null);
            case UNREADABLE -> new NoAnswer(Reason.UNREADABLE, null, null);
        };
    }

    private static @Nullable TokenAnswer granted(JsonAnswer json) {
        String accessToken = json.text("access_token");
        String refreshToken = json.text("refresh_token");
        long expiresIn = Math.min(json.positive("expires_in"), LONGEST_LIFE);
        boolean usable = accessToken != null && expiresIn > 0;
        if (!usable && refreshToken == null) {
            return null;
        }
        // Without an access token or a lifetime there is nothing to issue, but a new refresh token must not be thrown
        // away: the old one may be spent.
        return new Granted(
                Secret.ofText(accessToken == null ? "" : accessToken),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                usable ? expiresIn : 0,
                scopes(json.text("scope")));
    }

    private static @Nullable List<String> scopes(@Nullable String scope) {
        return scope == null ? null : List.of(scope.strip().split("\\s+"));
    }

    private static TokenAnswer refused(TokenCall call, WireAnswer answer, @Nullable JsonAnswer json) {
        String error = json == null ? null : ErrorText.of(json.textOrMark("error"), LONGEST_ERROR);
        String description =
                json == null ? null : ErrorText.of(json.textOrMark("error_description"), LONGEST_DESCRIPTION);
        if (answer.status() != UNAUTHORIZED && (isServerFault(error) || isServerFault(description))) {
            return noAnswer(Reason.SERVER_ERROR, answer);
        }
        Meaning meaning = ErrorMeanings.of(call, answer.status(), error, description);
        return new Refused(answer.status(), error, description, meaning, answer.retryAfter());
    }

    private static boolean isServerFault(@Nullable String text) {
        return text != null && SERVER_FAULTS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static NoAnswer noAnswer(Reason reason, WireAnswer answer) {
        return new NoAnswer(reason, answer.status(), answer.retryAfter());
    }
}
