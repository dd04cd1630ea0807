package io.countersign.ops;

import java.util.regex.Pattern;

/**
 * What a secret looks like in a text, and what stands there instead. No pattern goes back over what it has taken, so a
 * long text costs no more than its length. Shorter values are words: {@code state=active} is no secret.
 */
enum RedactionRule {
    /** API keys and refresh handles of this service ({@code crypto.CheckedToken}); their ids stay. */
    OWN_CREDENTIAL("\\b(cs[a-z]_[0-9A-Za-z]{12})[0-9A-Za-z]{43,}+", "$1[not shown]"),

    /** What signs notices to a webhook ({@code notice.WebhookSecret}), also percent-encoded. */
    WEBHOOK_SECRET("\\bwhsec_[A-Za-z0-9+/%]{16,}+=*+", "whsec_[not shown]"),

    /** RFC 6750 section 2.1 and RFC 7617 section 2. */
    AUTHORIZATION("(?i)\\b(bearer|basic)(\\s++|%20)[A-Za-z0-9._~+/-]{16,}+=*+", "$1 [not shown]"),

    /** Tokens and codes of DocuSign's, assertions, workload identities: parts of base64url, the first one JSON. */
    PARTED_TOKEN("\\beyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_=-]{8,}+)++", "[not shown]"),

    /** A form's or a query's parameter. */
    PARAMETER("(?i)\\b(" + Names.ALL + ")=[^\\s&\"'<>,;)]{16,}+", "$1=[not shown]"),

    /** A member of a JSON object, also of one that stands as text in another. */
    MEMBER("(?i)(\\\\?+\"(?:" + Names.ALL + ")\\\\?+\"\\s*+:\\s*+\\\\?+\")[^\"\\\\]{16,}+", "$1[not shown]"),

    /** To its end, or to the end of what there is of it. */
    PRIVATE_KEY("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[A-Za-z0-9+/=\\s\\\\:,-]*+", "[private key not shown]"),

    /** The secret of a consent link. */
    CONSENT_LINK("/consent/[A-Za-z0-9_-]{43}", "/consent/[not shown]"),

    /** User and password in an address: of a proxy, of a database. */
    USER_IN_ADDRESS("://[^\\s/@\"']{1,256}+@", "://[not shown]@");

    private final Pattern pattern;
    private final String instead;

    RedactionRule(String pattern, String instead) {
        this.pattern = Pattern.compile(pattern);
        this.instead = instead;
    }

    /** The text without what looks like that. */
    String apply(String text) {
        return pattern.matcher(text).replaceAll(instead);
    }

    /** What carries a secret in OAuth 2.0, at DocuSign and here. */
    private static final class Names {
        static final String ALL = "access_token|refresh_token|id_token|subject_token|actor_token|device_code|token"
                + "|client_secret|client_assertion|assertion|code|code_verifier|state|nonce|password|private_key|api_key";
    }
}
