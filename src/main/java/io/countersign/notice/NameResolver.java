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
     * @param host as in a URL: a name, or an address, of IPv6 in brackets. Whatever the platform takes for an address is
     *     one, also {@code 0x7f.1}
     * @return fails, or is empty, where there is none. May take long
     */
    Uni<List<InetAddress>> resolve(String host);
}
