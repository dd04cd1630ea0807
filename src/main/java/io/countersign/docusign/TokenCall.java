package io.countersign.docusign;

import java.util.Locale;

/** What is exchanged for tokens: DocuSign's errors do not mean the same for each. */
enum TokenCall {
    /** An authorization code. */
    EXCHANGE,
    /** A refresh token. */
    REFRESH,
    /** A signed assertion (RFC 7523). */
    ASSERTION;

    /** The name in metrics and logs. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
