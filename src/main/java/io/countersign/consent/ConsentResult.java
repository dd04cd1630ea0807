package io.countersign.consent;

import java.util.List;

/** How a consent ended for the person in front of the browser. */
sealed interface ConsentResult permits Connected, AwaitingConfirmation, WrongSigner, SignerWithoutAccount, ConsentStop {
    /** The HTTP status of the page. */
    int status();

    /** The page's words; none of them holds anybody's data. */
    ResultText text();

    /** The data of this very case, in the order shown; empty where there is none. */
    List<Fact> facts();
}
