package io.countersign.consent;

import io.countersign.grant.ConsentOutcome;
import java.util.Arrays;

/** Every way in which a consent ends for the person in front of the browser, with the words of its page. */
enum ConsentEnd {
    /** The connection works. */
    CONNECTED(
            200,
            new Text(
                    Mood.DONE,
                    "Your DocuSign account is connected",
                    "DocuSign has confirmed your permission, and the connection is ready.",
                    "The company that invited you can now work with your DocuSign account as you allowed. You can"
                            + " withdraw the permission at any time in DocuSign, under “Connected Apps” in your"
                            + " preferences.",
                    "Nothing more. You can close this window.",
                    false)),
    /** It was received, and waits for a caller's confirmation. */
    AWAITING_CONFIRMATION(
            200,
            new Text(
                    Mood.WAITING,
                    "Thank you, permission received",
                    "DocuSign has confirmed your permission.",
                    "The company that sent you the invitation now checks that it came from the right person. Your"
                            + " account is connected as soon as they confirm it; until then this permission is not"
                            + " used.",
                    "Nothing for now. You can close this window.",
                    false)),
    /** Whom the connection impersonates was known, and an assertion has been granted. */
    IMPERSONATION_READY(
            200,
            new Text(
                    Mood.DONE,
                    "The connection is ready",
                    "DocuSign gives access for the connection below.",
                    "The company that invited you can now work in DocuSign with this connection. The permission can be"
                            + " withdrawn at any time in DocuSign: under “Connected Apps” in the user’s preferences, or"
                            + " by an administrator.",
                    "Nothing more. You can close this window.",
                    false)),
    /** Who gave it is the connection's user now, and DocuSign has not granted an assertion yet. */
    PERMISSION_RECEIVED(
            200,
            new Text(
                    Mood.WAITING,
                    "Thank you, your permission counts",
                    "DocuSign told us who you are, but does not give access yet.",
                    "The connection tries again by itself whenever it is used, and works as soon as DocuSign lets it.",
                    "Nothing for now. You can close this window. If it does not work within an hour, the company that"
                            + " sent the invitation can see why.",
                    false)),
    /** An assertion was tried, and DocuSign knows of no consent for the user that is impersonated. */
    CONSENT_NOT_SEEN(
            409,
            "DocuSign does not give access yet",
            "You came back from DocuSign, but it knows of no permission for the user that this connection works as.",
            "Nothing was connected. Your invitation still works.",
            "Sign out of DocuSign, start again and sign in as the user whom the invitation is meant for. If an"
                    + " administrator gave the permission, it covers users whose e-mail domain the organization has"
                    + " claimed, and may take a few minutes.",
            true),
    /** An assertion could not be tried, or DocuSign gave no usable answer to it. */
    CONSENT_UNTRIED(
            503,
            "We could not check your permission yet",
            "You came back from DocuSign, but it gives no usable answer at the moment to the question whether the"
                    + " connection may work.",
            "If you gave permission, it counts: the connection tries again by itself whenever it is used.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true),
    /** An assertion was granted, and for somebody whom the connection may not belong to. */
    USER_NOT_FITTING(
            409,
            "This connection is for somebody else",
            "DocuSign gives access, but the user or account that it is for is not the one that was agreed.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Tell the company that sent the invitation: “The connection’s user does not fit the expected e-mail or"
                    + " account.” Your invitation works again once they have corrected it.",
            true),
    /** An assertion was tried, and DocuSign does not know the user that is impersonated. */
    USER_NOT_FOUND(
            409,
            "DocuSign does not know this user",
            "The user that this connection works as does not exist at DocuSign, or not any more.",
            "Nothing was connected. Giving permission again does not help.",
            "Tell the company that sent the invitation: “DocuSign does not know the connection’s user.” Your invitation"
                    + " works again once they have corrected it.",
            true),
    /** Somebody else than the pinned user or account gave it. */
    WRONG_SIGNER(
            409,
            "This invitation is for somebody else",
            "You signed in to DocuSign, but not with the user or account that this invitation was made for.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Sign out of DocuSign, start again and sign in as the invitation says. If the invitation names the wrong"
                    + " person or account, ask the company that sent it for a new one.",
            true),
    /** Whoever gave it belongs to no DocuSign account at all. */
    SIGNER_WITHOUT_ACCOUNT(
            409,
            "This user has no DocuSign account",
            "You signed in, but DocuSign lists no account for this user.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Sign out of DocuSign, start again and sign in as a user who belongs to your company’s account. If you"
                    + " have just one user, ask your DocuSign administrator to add it to the account.",
            true),
    /** An account was to be chosen, and cannot be any more. */
    CHOICE_OVER(
            409,
            "This choice is not open any more",
            "An account can be chosen once, within an hour, and in the browser in which the permission was given.",
            "If you have chosen before, all is well: your choice was received.",
            "If you have not, tell the company that sent the invitation. They can choose for you, or send you a new"
                    + " one.",
            false),
    /** An account was chosen, and the connection has been pinned to another one or to somebody else meanwhile. */
    CHOICE_REFUSED(
            409,
            "This account cannot be connected",
            "While you were choosing, the company that sent the invitation decided for another user or account.",
            "Nothing was connected just now, and nothing that was connected before has changed.",
            "Tell the company that sent the invitation which account you meant. They can complete the connection, or"
                    + " send you a new invitation.",
            false),
    /** The person declined at DocuSign. */
    DECLINED(
            400,
            "You did not give permission",
            "You chose not to allow the connection, or the DocuSign window was left.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "If this was your decision, there is nothing to do. If you changed your mind, you can start again.",
            true),
    /** The browser, the attempt or the integration that DocuSign returned to did not fit together. */
    NOT_MATCHED(
            400,
            "We could not match your sign-in",
            "You came back from DocuSign, but this browser is not the one that started, or this sign-in was already"
                    + " completed or replaced by a newer one.",
            "Nothing was connected just now. This check keeps other people from using your sign-in.",
            "Start again and finish in the same browser window. Your browser has to allow cookies for this site.",
            true),
    /** No such link. */
    LINK_UNKNOWN(
            404,
            "This link does not exist",
            "We do not know this address. It may have been cut off or changed on the way to you.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Open the link in your invitation directly, or copy it completely. If that does not help, ask the company"
                    + " that sent it for a new one.",
            false),
    /** The link's consent has been stored. */
    LINK_USED(
            410,
            "This link has been used",
            "Somebody has already given permission with this invitation. Each invitation works once.",
            "If that was you, all is well: your permission was received.",
            "If it was not you, tell the company that sent the invitation, and ask for a new one if you need it.",
            false),
    /** As many attempts with this link as may live at a time. */
    TOO_MANY(
            429,
            "Too many sign-ins with this link",
            "This link has been opened so often in the last few minutes that no further sign-in can be started.",
            "Nothing was connected. Your invitation still works.",
            "Please try again in ten minutes. If you did not pass the link on, tell the company that sent the"
                    + " invitation, and ask for a new one.",
            true),
    /** The link's time is over. */
    LINK_EXPIRED(
            410,
            "This link has expired",
            "The invitation was valid for a limited time, and that time is over.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Ask the company that sent the invitation for a new one.",
            false),
    /** The link was made before the connection's last disconnect. */
    LINK_WITHDRAWN(
            410,
            "This link is no longer valid",
            "The connection was ended after this invitation was made.",
            "Nothing was connected. An invitation from before that moment cannot be used any more.",
            "If you still want to connect, ask the company that sent the invitation for a new one.",
            false),
    /** The connection belongs to another app than when the button was pressed. */
    CONNECTION_MOVED(
            409,
            "The connection has changed",
            "While you were at DocuSign, the company that invited you moved this connection to another application.",
            "Nothing was connected. Your invitation still works, and asks for the new application.",
            "Start again. DocuSign will ask for your permission once more.",
            true),
    /** This very attempt ended well before. */
    SIGN_IN_DONE(
            410,
            "This sign-in is complete",
            "You came back to a page that did its work before. It works once.",
            "If that was you, all is well: your permission was received.",
            "Nothing more. You can close this window.",
            false),
    /** This very attempt ended before, and not well. */
    SIGN_IN_OVER(
            410,
            "This sign-in is over",
            "You came back to a page that did its work before. It works once, and it connected nothing.",
            "Nothing was connected with it. Your invitation may still work.",
            "Start again if you still want to connect.",
            true),
    /** Another callback of this browser took the attempt, and did not tell how it ended. */
    STILL_UNDER_WAY(
            503,
            "We do not know yet how this ended",
            "This sign-in was opened twice, and we waited in vain for what became of the first time.",
            "Your account may be connected or not. Starting again does no harm.",
            "Please try again in a few minutes.",
            true),
    /** The attempt or DocuSign's authorization code expired. */
    TOO_SLOW(
            400,
            "The sign-in took too long",
            "For your safety DocuSign allows only a short time to finish, and that time ran out.",
            "Nothing was connected. Your invitation still works.",
            "Start again and finish the steps at DocuSign without a long break.",
            true),
    /** DocuSign refused the integration's key, secret or settings: the operator has to act. */
    APP_REFUSED(
            502,
            "The connection is not set up correctly",
            "DocuSign did not accept the application that asked for your permission.",
            "You did nothing wrong, and you cannot mend this yourself. Nothing was connected.",
            "Tell the company that sent the invitation: “DocuSign refuses the application’s key, secret or settings.”"
                    + " Your invitation works again once they have corrected it.",
            true),
    /** DocuSign did not answer, answered with an error of its own, or asked for patience. */
    DOCUSIGN_UNAVAILABLE(
            503,
            "DocuSign cannot be reached at the moment",
            "DocuSign was to complete the connection, and we got no usable answer.",
            "Nothing was connected. Your invitation still works.",
            "Please try again in a few minutes.",
            true),
    /** DocuSign accepted the consent, but did not tell whose it is. */
    IDENTITY_UNREADABLE(
            502,
            "DocuSign did not tell us who signed in",
            "Your permission reached us, but DocuSign did not answer the question which user and account it is for.",
            "Nothing was connected, because we connect an account only when we know whose it is.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true),
    /** Something failed here, such as the database. */
    FAILED_HERE(
            503,
            "Something went wrong on our side",
            "We could not complete this step.",
            "It is nothing you did, and starting again does no harm.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true);

    private final int status;
    private final Text text;

    ConsentEnd(int status, Text text) {
        this.status = status;
        this.text = text;
    }

    ConsentEnd(int status, String title, String happened, String means, String advice, boolean mayStartAgain) {
        this(status, new Text(Mood.STOPPED, title, happened, means, advice, mayStartAgain));
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
        return text.mood() != Mood.STOPPED;
    }

    /** The HTTP status of the page. */
    int status() {
        return status;
    }

    /** The page's words; none of them holds anybody's data. */
    Text text() {
        return text;
    }

    /**
     * The fixed words of a page. Each is plain text: sentences with a full stop, the title without.
     *
     * @param mood which sign the page shows
     * @param title the heading and the window's title
     * @param happened what happened
     * @param means what it means for the reader
     * @param advice what to do
     * @param mayStartAgain true where opening the consent link again can mend it
     */
    record Text(Mood mood, String title, String happened, String means, String advice, boolean mayStartAgain) {}

    /** The sign at the top of the page. There is none of alarm: nothing that ends here was the reader's fault. */
    enum Mood {
        /** All done. */
        DONE,
        /** Somebody else has to act. */
        WAITING,
        /** It did not work. */
        STOPPED
    }
}
