package io.countersign.consent;

import io.countersign.grant.ConsentOutcome;
import java.util.Arrays;

/** Every way in which a consent ends for the person in front of the browser, with the words of its page. */
enum ConsentEnd {
    /** The connection works. */
    CONNECTED(200, AnsweredWords.CONNECTED),
    /** It was received, and waits for a caller's confirmation. */
    AWAITING_CONFIRMATION(200, AnsweredWords.AWAITING_CONFIRMATION),
    /** Whom the connection impersonates was known, and an assertion has been granted. */
    IMPERSONATION_READY(200, AnsweredWords.IMPERSONATION_READY),
    /** Who gave it is the connection's user now, and DocuSign has not granted an assertion yet. */
    PERMISSION_RECEIVED(200, AnsweredWords.PERMISSION_RECEIVED),
    /** An assertion was tried, and DocuSign knows of no consent for the user that is impersonated. */
    CONSENT_NOT_SEEN(409, AnsweredWords.CONSENT_NOT_SEEN),
    /** An assertion could not be tried, or DocuSign gave no usable answer to it. */
    CONSENT_UNTRIED(503, AnsweredWords.CONSENT_UNTRIED),
    /** An assertion was granted, and for somebody whom the connection may not belong to. */
    USER_NOT_FITTING(409, AnsweredWords.USER_NOT_FITTING),
    /** An assertion was tried, and DocuSign does not know the user that is impersonated. */
    USER_NOT_FOUND(409, AnsweredWords.USER_NOT_FOUND),
    /** Somebody else than the pinned user or account gave it. */
    WRONG_SIGNER(409, AnsweredWords.WRONG_SIGNER),
    /** Whoever gave it belongs to no DocuSign account at all. */
    SIGNER_WITHOUT_ACCOUNT(409, AnsweredWords.SIGNER_WITHOUT_ACCOUNT),
    /** An account was to be chosen, and cannot be any more. */
    CHOICE_OVER(409, AnsweredWords.CHOICE_OVER),
    /** An account was chosen, and the connection has been pinned to another one or to somebody else meanwhile. */
    CHOICE_REFUSED(409, AnsweredWords.CHOICE_REFUSED),
    /** The person declined at DocuSign. */
    DECLINED(400, StoppedWords.DECLINED),
    /** The browser, the attempt or the integration that DocuSign returned to did not fit together. */
    NOT_MATCHED(400, StoppedWords.NOT_MATCHED),
    /** No such link. */
    LINK_UNKNOWN(404, StoppedWords.LINK_UNKNOWN),
    /** The link's consent has been stored. */
    LINK_USED(410, StoppedWords.LINK_USED),
    /** As many attempts with this link as may live at a time. */
    TOO_MANY(429, StoppedWords.TOO_MANY),
    /** The link's time is over. */
    LINK_EXPIRED(410, StoppedWords.LINK_EXPIRED),
    /** The link was made before the connection's last disconnect. */
    LINK_WITHDRAWN(410, StoppedWords.LINK_WITHDRAWN),
    /** The connection belongs to another app than when the button was pressed. */
    CONNECTION_MOVED(409, StoppedWords.CONNECTION_MOVED),
    /** This very attempt ended well before. */
    SIGN_IN_DONE(410, StoppedWords.SIGN_IN_DONE),
    /** This very attempt ended before, and not well. */
    SIGN_IN_OVER(410, StoppedWords.SIGN_IN_OVER),
    /** Another callback of this browser took the attempt, and did not tell how it ended. */
    STILL_UNDER_WAY(503, StoppedWords.STILL_UNDER_WAY),
    /** The attempt or DocuSign's authorization code expired. */
    TOO_SLOW(400, StoppedWords.TOO_SLOW),
    /** DocuSign refused the integration's key, secret or settings: the operator has to act. */
    APP_REFUSED(502, StoppedWords.APP_REFUSED),
    /** DocuSign did not answer, answered with an error of its own, or asked for patience. */
    DOCUSIGN_UNAVAILABLE(503, StoppedWords.DOCUSIGN_UNAVAILABLE),
    /** DocuSign accepted the consent, but did not tell whose it is. */
    IDENTITY_UNREADABLE(502, StoppedWords.IDENTITY_UNREADABLE),
    /** Something failed here, such as the database. */
    FAILED_HERE(503, StoppedWords.FAILED_HERE);

    private final int status;
    private final EndText text;

    ConsentEnd(int status, EndText text) {
        this.status = status;
        this.text = text;
    }

    /** The end of a consent that somebody gave. */
    static ConsentEnd of(ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Connected connected -> CONNECTED;
            case ConsentOutcome.Pending pending -> AWAITING_CONFIRMATION;
            case ConsentOutcome.WrongEmail wrong -> WRONG_SIGNER;
            case ConsentOutcome.WrongAccount wrong -> WRONG_SIGNER;
            case ConsentOutcome.WithoutAccount without -> SIGNER_WITHOUT_ACCOUNT;
        };
    }

    /** The end of that {@link #name}; that of a failure of ours for one that only another release knows. */
    static ConsentEnd named(String name) {
        return Arrays.stream(values())
                .filter(end -> end.name().equals(name))
                .findFirst()
                .orElse(FAILED_HERE);
    }

    /** Whether the consent was received. */
    boolean isGood() {
        return text.mood() != EndText.Mood.STOPPED;
    }

    /** The HTTP status of the page. */
    int status() {
        return status;
    }

    /** The page's words; none of them holds anybody's data. */
    EndText text() {
        return text;
    }
}
