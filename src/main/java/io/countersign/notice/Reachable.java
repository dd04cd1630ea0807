package io.countersign.notice;

import java.net.InetAddress;

/**
 * Where notices may go. Whoever manages webhooks chooses their names, and a name can be given any address: without this
 * the vault would knock at doors inside its network for people outside.
 *
 * @param loopback whether this machine's own addresses are allowed
 * @param inside whether everything is that somebody may listen at, those of this machine among it
 */
record Reachable(boolean loopback, boolean inside) {

    /** Judges one address. */
    boolean allows(InetAddress address) {
        return switch (AddressKind.of(address)) {
            case OUTSIDE -> true;
            case LOOPBACK -> loopback || inside;
            case INSIDE -> inside;
            case NOBODY -> false;
        };
    }
}
