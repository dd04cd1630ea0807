package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** Looks names up. */
@FunctionalInterface
interface NameResolver {

    /**
     * All addresses of a host, in the order in which they should be tried.
     *
     * @param host as in a URL: a name, or an address, of IPv6 in brackets. What the platform takes for an address is
     *     one, however odd
     * @return fails, or is empty, where there is none. May take long
     */
    Uni<List<InetAddress>> resolve(String host);
}
