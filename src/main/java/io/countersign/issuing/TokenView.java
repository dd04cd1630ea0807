package io.countersign.issuing;

import org.jspecify.annotations.Nullable;

/**
 * The answer with a token (RFC 6749 section 5.1, and what DocuSign's API needs beside it). The only record here that
 * holds a token as text.
 */
record TokenView(
        String accessToken,
        String tokenType,
        long expiresIn,
        @Nullable String scope,
        @Nullable String accountId,
        @Nullable String baseUri,
        String environment) {

    static TokenView of(IssueAnswer.Issued token) {
        return new TokenView(
                token.accessToken().revealText(),
                "Bearer",
                token.expiresIn(),
                token.scope(),
                token.accountId(),
                token.baseUri(),
                token.environment().wireName());
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "TokenView[not shown]";
    }
}
