package io.countersign.caller;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.FailedLogin.Reason;
import io.countersign.limit.ClientNetwork;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a credential was sent, and from where.
 *
 * @param remote the other end of the connection, or what a trusted proxy says of it; null where nobody knows
 */
record Arrival(Door door, @Nullable SocketAddress remote) {

    /** Read where it is needed: most requests bring a good credential. */
    ClientNetwork network() {
        return ClientNetwork.of(remote);
    }

    /** That what arrived was refused; {@code keyId} as {@link FailedLogin} has it. */
    FailedLogin failed(Reason reason, @Nullable String keyId) {
        return new FailedLogin(reason, door, network(), keyId);
    }
}
