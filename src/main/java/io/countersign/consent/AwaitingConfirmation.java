package io.countersign.consent;

import java.util.List;
import java.util.Objects;

/**
 * The consent was received and waits for a caller's confirmation.
 *
 * @param signer who gave it
 */
record AwaitingConfirmation(Signer signer) implements ConsentResult {
    AwaitingConfirmation {
        Objects.requireNonNull(signer, "signer is null");
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public ResultText text() {
        return new ResultText(
                ResultText.Mood.WAITING,
                "Thank you, permission received",
                "DocuSign has confirmed your permission.",
                "The company that sent you the invitation now checks that it came from the right person. Your account"
                        + " is"
                        + " connected as soon as they confirm it; until then this permission is not used.",
                "Nothing for now. You can close this window.",
                false);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("Signed in as", signer.label()));
    }
}
