package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;

/** Gates by the name of their integration. */
public final class GateKeys {
    private GateKeys() {}

    /** The one that refresh tokens pass. */
    public static GateKey ofCodes(String integration) {
        return new GateKey(integration, GrantType.AUTHORIZATION_CODE);
    }

    /** The one that assertions pass. */
    public static GateKey ofAssertions(String integration) {
        return new GateKey(integration, GrantType.JWT_BEARER);
    }
}
