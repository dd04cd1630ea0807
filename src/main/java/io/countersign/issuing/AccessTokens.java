package io.countersign.issuing;

import io.countersign.crypto.Secret;

/** Opens sealed access tokens. */
interface AccessTokens {

    /** The token of something that has one. Fails if it cannot be opened: the row was damaged or put elsewhere. */
    Secret open(Issuable issuable);
}
