package io.countersign.simulator;

/** Which calls a fault is meant for. */
public enum FaultTarget {
    /** Every call of the token endpoint. */
    TOKEN,
    /** Only exchanges of an authorization code. */
    TOKEN_CODE,
    /** Only refreshes. */
    TOKEN_REFRESH,
    /** Only assertions of the JWT grant. */
    TOKEN_JWT,
    /** Calls of userinfo. */
    USERINFO;

    boolean covers(FaultTarget call) {
        return this == call || (this == TOKEN && call != USERINFO);
    }

    static FaultTarget ofGrant(String grantType) {
        return switch (grantType) {
            case "authorization_code" -> TOKEN_CODE;
            case "refresh_token" -> TOKEN_REFRESH;
            case AssertionGrant.TYPE -> TOKEN_JWT;
            default -> TOKEN;
        };
    }
}
