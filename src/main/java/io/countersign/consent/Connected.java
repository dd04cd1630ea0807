package io.countersign.consent;

import java.util.List;
import java.util.Objects;

/**
 * The consent was accepted and the connection works.
 *
 * @param accountName the connected DocuSign account's name
 * @param signer the user it is connected through
 */
record Connected(String accountName, Signer signer) implements ConsentResult {
    Connected {
        Objects.requireNonNull(accountName, "accountName is null");
        Objects.requireNonNull(signer, "signer is null");
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public ResultText text() {
        return new ResultText(
                ResultText.Mood.DONE,
                "Your DocuSign account is connected",
                "DocuSign has confirmed your permission, and the connection is ready.",
                "The company that invited you can now work with your DocuSign account as you allowed. You can withdraw"
                        + " the permission at any time in DocuSign, under “Connected Apps” in your preferences.",
                "Nothing more. You can close this window.",
                false);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("Account", accountName), new Fact("Connected through", signer.label()));
    }
}
