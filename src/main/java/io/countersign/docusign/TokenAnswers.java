package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.NoAnswer.Reason;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.docusign.TokenAnswer.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the token endpoint answered (RFC 6749 sections 5.1 and 5.2). */
final class TokenAnswers {

    private static final int LONGEST_ERROR = 80;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;

    /**
     * RFC 9110 section 10.2.3: of the answers that leave a doubt, the one whose {@code Retry-After} says when the
     * service is back.
     */
    private static final int UNAVAILABLE = 503;

    /**
     * DocuSign's and the RFC's texts for "something failed here", which may come with a 400 and prove nothing about a
     * refresh token.
     */
    private static final Set<String> SERVER_FAULTS = Set.of("internal_server_error", "server_error");

    private TokenAnswers() {}

    static TokenAnswer read(TokenCall call, WireAnswer answer) {
        if (!answer.whole()) {
            return brokenOff(call, answer);
        }
        if (answer.isServerError()) {
            return noAnswer(Reason.SERVER_ERROR, answer);
        }
        JsonAnswer json = JsonAnswer.read(answer.body());
        if (answer.isRefusal()) {
            return refused(call, answer, answer.status(), json);
        }
        if (!answer.isSuccess()) {
            return noAnswer(Reason.UNREADABLE, answer);
        }
        if (json != null) {
            return success(call, answer, json);
        }
        TokenAnswer granted = fragment(call, answer);
        return granted == null ? noAnswer(Reason.UNREADABLE, answer) : granted;
    }

    private static TokenAnswer brokenOff(TokenCall call, WireAnswer answer) {
        TokenAnswer granted = answer.isSuccess() ? fragment(call, answer) : null;
        return granted == null ? new NoAnswer(Reason.CUT_OFF, null, null) : granted;
    }

    /** Of what cannot be read whole only a refresh token is believed: there may be no other that lives. */
    private static @Nullable TokenAnswer fragment(TokenCall call, WireAnswer answer) {
        JsonAnswer json = JsonAnswer.readWhatIsWhole(answer.body());
        return refreshToken(call, json) == null ? null : granted(call, json, "the answer was not whole");
    }

    /**
     * Reads the body of a 2xx. One with an {@code error} is a refusal, as if its status were the 400 it should be. One
     * with a refresh token beside that is none: DocuSign has rotated, whatever it complains of, and there may be no
     * other token that lives.
     */
    private static TokenAnswer success(TokenCall call, WireAnswer answer, JsonAnswer json) {
        boolean complains = json.says("error");
        if (complains && refreshToken(call, json) == null) {
            return refused(call, answer, BAD_REQUEST, json);
        }
        String complaint = complains ? ErrorText.ofRefusal(json.textOrTrace("error"), LONGEST_ERROR) : null;
        TokenAnswer granted = granted(call, json, complaint);
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

    private static @Nullable TokenAnswer granted(TokenCall call, JsonAnswer json, @Nullable String complaint) {
        String accessToken = json.text("access_token");
        String refreshToken = refreshToken(call, json);
        if (accessToken == null && refreshToken == null) {
            return null;
        }
        // Without an access token there is nothing to issue, but a new refresh token must not be thrown away: the old
        // one may be spent.
        AccessLife life = AccessLife.of(json, AccessLife.documented(call));
        return new Granted(
                Secret.ofText(accessToken == null ? "" : accessToken),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                accessToken == null ? 0 : life.seconds(),
                scopes(json.text("scope")),
                life.source(),
                complaint);
    }

    /** An assertion spends nothing and brings none: what was sent all the same is not kept. */
    private static @Nullable String refreshToken(TokenCall call, JsonAnswer json) {
        return call == TokenCall.ASSERTION ? null : json.text("refresh_token");
    }

    private static @Nullable List<String> scopes(@Nullable String scope) {
        return scope == null ? null : List.of(scope.strip().split("\\s+"));
    }

    /**
     * RFC 6749 section 5.2 wants the {@code error} to be a text. Gateways answer {@code true}, {@code 400} or an
     * object: whatever stands in one, or beside it, is no code of DocuSign's.
     *
     * @param status what the table is asked for; that of the answer, but for an error in a 2xx
     */
    private static TokenAnswer refused(TokenCall call, WireAnswer answer, int status, @Nullable JsonAnswer json) {
        boolean noText = json != null && json.isNoText("error");
        String error = json == null
                ? null
                : ErrorText.ofRefusal(
                        noText ? ErrorText.NO_TEXT + " " + json.textOrTrace("error") : json.text("error"),
                        LONGEST_ERROR);
        String description =
                json == null ? null : ErrorText.ofRefusal(json.textOrTrace("error_description"), LONGEST_DESCRIPTION);
        if (status != UNAUTHORIZED && (isServerFault(error) || isServerFault(description))) {
            return noAnswer(Reason.SERVER_ERROR, answer);
        }
        Meaning meaning = ErrorMeanings.of(call, status, error, noText ? null : description);
        boolean asksForPatience = status == TOO_MANY_REQUESTS || meaning == Meaning.USER_THROTTLED;
        return new Refused(answer.status(), error, description, meaning, asksForPatience ? answer.retryAfter() : null);
    }

    private static boolean isServerFault(@Nullable String text) {
        return text != null && SERVER_FAULTS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static NoAnswer noAnswer(Reason reason, WireAnswer answer) {
        return new NoAnswer(reason, answer.status(), answer.status() == UNAVAILABLE ? answer.retryAfter() : null);
    }
}
