package io.countersign.consent;

import java.util.List;
import java.util.Objects;

/**
 * The user who signed in belongs to no DocuSign account at all.
 *
 * @param signer who signed in
 */
record SignerWithoutAccount(Signer signer) implements ConsentResult {
    SignerWithoutAccount {
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
                "This user has no DocuSign account",
                "You signed in, but DocuSign lists no account for this user.",
                "Nothing was connected, and nothing that was connected before has changed.",
                "Sign out of DocuSign, start again and sign in as a user who belongs to your company’s account. If you"
                        + " have just one user, ask your DocuSign administrator to add it to the account.",
                true);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("You signed in as", signer.label()));
    }
}
