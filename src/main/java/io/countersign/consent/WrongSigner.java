package io.countersign.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else than the pinned user or account gave the consent.
 *
 * @param expectedEmail the pinned e-mail, null when none is; the page shows it masked, since this reader may be anybody
 * @param expectedAccountId the pinned account id, null when none is; one of the two is given
 * @param signer who signed in
 */
record WrongSigner(@Nullable String expectedEmail, @Nullable String expectedAccountId, Signer signer)
        implements ConsentResult {
    WrongSigner {
        if (expectedEmail == null && expectedAccountId == null) {
            throw new IllegalArgumentException("neither expectedEmail nor expectedAccountId is given");
        }
        Objects.requireNonNull(signer, "signer is null");
    }

    @Override
    public int status() {
        return 409;
    }

    @Override
    public ResultText text() {
        return new ResultText(
                ResultText.Mood.STOPPED,
                "This invitation is for somebody else",
                "You signed in to DocuSign, but not with the user or account that this invitation was made for.",
                "Nothing was connected, and nothing that was connected before has changed.",
                "Sign out of DocuSign, start again and sign in as named above. If the invitation names the wrong person"
                        + " or account, ask the company that sent it for a new one.",
                true);
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        if (expectedEmail != null) {
            facts.add(new Fact("Invitation for", masked(expectedEmail)));
        }
        if (expectedAccountId != null) {
            facts.add(new Fact("DocuSign account (API account ID)", expectedAccountId));
        }
        facts.add(new Fact("You signed in as", signer.label()));
        return List.copyOf(facts);
    }

    /** Keeps the first letter and the domain: enough for the person meant, too little for anybody else. */
    private static String masked(String email) {
        int at = email.lastIndexOf('@');
        if (at < 1) {
            return "***";
        }
        return email.substring(0, email.offsetByCodePoints(0, 1)) + "***" + email.substring(at);
    }
}
