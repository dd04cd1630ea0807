package io.countersign.consent;

/** What the pages say once DocuSign has told of a consent: accepted, waiting, or not the one that was wanted. */
final class AnsweredWords {
    static final EndText CONNECTED = new EndText(
            EndText.Mood.DONE,
            "Your DocuSign account is connected",
            "DocuSign has confirmed your permission, and the connection is ready.",
            "The company that invited you can now work with your DocuSign account as you allowed. You can"
                    + " withdraw the permission at any time in DocuSign, under “Connected Apps” in your"
                    + " preferences.",
            "Nothing more. You can close this window.",
            false);

    static final EndText AWAITING_CONFIRMATION = new EndText(
            EndText.Mood.WAITING,
            "Thank you, permission received",
            "DocuSign has confirmed your permission.",
            "The company that sent you the invitation now checks that it came from the right person. Your"
                    + " account is connected as soon as they confirm it; until then this permission is not"
                    + " used.",
            "Nothing for now. You can close this window.",
            false);

    static final EndText IMPERSONATION_READY = new EndText(
            EndText.Mood.DONE,
            "The connection is ready",
            "DocuSign gives access for the connection below.",
            "The company that invited you can now work in DocuSign with this connection. The permission can be"
                    + " withdrawn at any time in DocuSign: under “Connected Apps” in the user’s preferences, or"
                    + " by an administrator.",
            "Nothing more. You can close this window.",
            false);

    static final EndText PERMISSION_RECEIVED = new EndText(
            EndText.Mood.WAITING,
            "Thank you, your permission counts",
            "DocuSign told us who you are, but does not give access yet.",
            "The connection tries again by itself whenever it is used, and works as soon as DocuSign lets it.",
            "Nothing for now. You can close this window. If it does not work within an hour, the company that"
                    + " sent the invitation can see why.",
            false);

    static final EndText CONSENT_NOT_SEEN = EndText.stopped(
            "DocuSign does not give access yet",
            "You came back from DocuSign, but it knows of no permission for the user that this connection works as.",
            "Nothing was connected. Your invitation still works.",
            "Sign out of DocuSign, start again and sign in as the user whom the invitation is meant for. If an"
                    + " administrator gave the permission, it covers users whose e-mail domain the organization has"
                    + " claimed, and may take a few minutes.",
            true);

    static final EndText CONSENT_UNTRIED = EndText.stopped(
            "We could not check your permission yet",
            "You came back from DocuSign, but it gives no usable answer at the moment to the question whether the"
                    + " connection may work.",
            "If you gave permission, it counts: the connection tries again by itself whenever it is used.",
            "Please try again in a few minutes. If it keeps happening, tell the company that sent the invitation.",
            true);

    static final EndText USER_NOT_FITTING = EndText.stopped(
            "This connection is for somebody else",
            "DocuSign gives access, but the user or account that it is for is not the one that was agreed.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Tell the company that sent the invitation: “The connection’s user does not fit the expected e-mail or"
                    + " account.” Your invitation works again once they have corrected it.",
            true);

    static final EndText USER_NOT_FOUND = EndText.stopped(
            "DocuSign does not know this user",
            "The user that this connection works as does not exist at DocuSign, or not any more.",
            "Nothing was connected. Giving permission again does not help.",
            "Tell the company that sent the invitation: “DocuSign does not know the connection’s user.” Your invitation"
                    + " works again once they have corrected it.",
            true);

    static final EndText WRONG_SIGNER = EndText.stopped(
            "This invitation is for somebody else",
            "You signed in to DocuSign, but not with the user or account that this invitation was made for.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Sign out of DocuSign, start again and sign in as the invitation says. If the invitation names the wrong"
                    + " person or account, ask the company that sent it for a new one.",
            true);

    static final EndText SIGNER_WITHOUT_ACCOUNT = EndText.stopped(
            "This user has no DocuSign account",
            "You signed in, but DocuSign lists no account for this user.",
            "Nothing was connected, and nothing that was connected before has changed.",
            "Sign out of DocuSign, start again and sign in as a user who belongs to your company’s account. If you"
                    + " have just one user, ask your DocuSign administrator to add it to the account.",
            true);

    static final EndText CHOICE_OVER = EndText.stopped(
            "This choice is not open any more",
            "An account can be chosen once, within an hour, and in the browser in which the permission was given.",
            "If you have chosen before, all is well: your choice was received.",
            "If you have not, tell the company that sent the invitation. They can choose for you, or send you a new"
                    + " one.",
            false);

    static final EndText CHOICE_REFUSED = EndText.stopped(
            "This account cannot be connected",
            "While you were choosing, the company that sent the invitation decided for another user or account.",
            "Nothing was connected just now, and nothing that was connected before has changed.",
            "Tell the company that sent the invitation which account you meant. They can complete the connection, or"
                    + " send you a new invitation.",
            false);

    private AnsweredWords() {}
}
