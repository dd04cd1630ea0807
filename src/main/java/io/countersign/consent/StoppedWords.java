package io.countersign.consent;

/** What the pages say where no consent came about: the link, the way to DocuSign and back, or the exchange. */
final class StoppedWords {
    static final EndText DECLINED = EndText.stopped(
            "You did not give permission",
            "You chose not to allow the connection, or the DocuSign window was left.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "If this was your decision, there is nothing to do. If you changed your mind, you can start again.",
            true);

    static final EndText NOT_MATCHED = EndText.stopped(
            "We could not match your sign-in",
            "You came back from DocuSign, but this browser is not the one that started, or this sign-in was already"
                    + " completed or replaced by a newer one.",
            "Nothing was connected just now. This check keeps other people from using your sign-in.",
            "Start again and finish in the same browser window. Your browser has to allow cookies for this site.",
            true);

    static final EndText LINK_UNKNOWN = EndText.stopped(
            "This link does not exist",
            "We do not know this address. It may have been cut off or changed on the way to you.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Open the link in your invitation directly, or copy it completely. If that does not help, ask the company"
                    + " that sent it for a new one.",
            false);

    static final EndText LINK_USED = EndText.stopped(
            "This link has been used",
            "Somebody has already given permission with this invitation. Each invitation works once.",
            "If that was you, all is well: your permission was received.",
            "If it was not you, tell the company that sent the invitation, and ask for a new one if you need it.",
            false);

    static final EndText TOO_MANY = EndText.stopped(
            "Too many sign-ins with this link",
            "This link has been opened so often in the last few minutes that no further sign-in can be started.",
            "Nothing was connected. Your invitation still works.",
            "Please try again in ten minutes. If you did not pass the link on, tell the company that sent the"
                    + " invitation, and ask for a new one.",
            true);

    static final EndText LINK_EXPIRED = EndText.stopped(
            "This link has expired",
            "The invitation was valid for a limited time, and that time is over.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Ask the company that sent the invitation for a new one.",
            false);

    static final EndText LINK_WITHDRAWN = EndText.stopped(
            "This link is no longer valid",
            "The connection was ended after this invitation was made.",
            "Nothing was connected. An invitation from before that moment cannot be used any more.",
            "If you still want to connect, ask the company that sent the invitation for a new one.",
            false);

    static final EndText CONNECTION_MOVED = EndText.stopped(
            "The connection has changed",
            "While you were at DocuSign, the company that invited you moved this connection to another application.",
            "Nothing was connected. Your invitation still works, and asks for the new application.",
            "Start again. DocuSign will ask for your permission once more.",
            true);

    static final EndText SIGN_IN_DONE = EndText.stopped(
            "This sign-in is complete",
            "You came back to a page that did its work before. It works once.",
            "If that was you, all is well: your permission was received.",
            "Nothing more. You can close this window.",
            false);

    static final EndText SIGN_IN_OVER = EndText.stopped(
            "This sign-in is over",
            "You came back to a page that did its work before. It works once, and it connected nothing.",
            "Nothing was connected with it. Your invitation may still work.",
            "Start again if you still want to connect.",
            true);

    static final EndText STILL_UNDER_WAY = EndText.stopped(
            "We do not know yet how this ended",
            "This sign-in was opened twice, and we waited in vain for what became of the first time.",
            "Your account may be connected or not. Starting again does no harm.",
            "Please try again in a few minutes.",
            true);

    static final EndText TOO_SLOW = EndText.stopped(
            "The sign-in took too long",
            "For your safety DocuSign allows only a short time to finish, and that time ran out.",
            "Nothing was connected. Your invitation still works.",
            "Start again and finish the steps at DocuSign without a long break.",
            true);

    static final EndText APP_REFUSED = EndText.stopped(
            "The connection is not set up correctly",
            "DocuSign did not accept the application that asked for your permission.",
            "You did nothing wrong, and you cannot mend this yourself. Nothing was connected.",
            "Tell the company that sent the invitation: “DocuSign refuses the application’s key, secret or settings.”"
                    + " Your invitation works again once they have corrected it.",
            true);

    static final EndText DOCUSIGN_UNAVAILABLE = EndText.stopped(
            "DocuSign cannot be reached at the moment",
            "DocuSign was to complete the connection, and we got no usable answer.",
            "Nothing was connected. Your invitation still works.",
            "Please try again in a few minutes.",
            true);

    static final EndText IDENTITY_UNREADABLE = EndText.stopped(
            "DocuSign did not tell us who signed in",
            "Your permission reached us, but DocuSign did not answer the question which user and account it is for.",
            "Nothing was connected, because we connect an account only when we know whose it is.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true);

    static final EndText FAILED_HERE = EndText.stopped(
            "Something went wrong on our side",
            "We could not complete this step.",
            "It is nothing you did, and starting again does no harm.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true);

    /** Nobody looked at what was asked for: no end of a consent, and the same for every page. */
    static final EndText NETWORK_BUSY = EndText.stopped(
            "Too many requests at once",
            "More requests come from your network than we answer at a time, so we did not look at this one.",
            "Nothing was changed, and your invitation still works.",
            "Please wait a moment and load this page again.",
            false);

    private StoppedWords() {}
}
