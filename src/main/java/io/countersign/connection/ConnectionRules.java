package io.countersign.connection;

/** What the settings of a connection must be, wherever they are sent: as expressions, and in words. */
public final class ConnectionRules {
    /** In words, of all scopes. */
    public static final String SCOPES_RULE = "must be an array of 1 to 50 scopes; leave it out for the integration's";

    /** One scope (RFC 6749 section 3.3). */
    public static final String SCOPE = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}";

    /** In words. */
    public static final String SCOPE_RULE =
            "must be one scope: 1 to 200 printable ASCII characters without spaces, quotes and backslashes";

    /** The id of an account. */
    public static final String ACCOUNT = "[\\x21-\\x7E]{1,100}";

    /** In words. */
    public static final String ACCOUNT_RULE =
            "must be an account id: 1 to 100 printable ASCII characters without spaces";

    /** An e-mail address, beside its length of 3 to 254 characters, which all have to show. */
    public static final String EMAIL = "[^@\\x00-\\x20\\x7F]+@[^@\\x00-\\x20\\x7F]+";

    /** In words. */
    public static final String EMAIL_RULE =
            "must be an e-mail address of 3 to 254 characters, such as ada@acme.example";

    private ConnectionRules() {}
}
