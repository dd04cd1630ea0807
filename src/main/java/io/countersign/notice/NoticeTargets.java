package io.countersign.notice;

import io.countersign.egress.Loopback;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds where an attempt may connect to: looks the name up, once, and judges all that it finds. */
final class NoticeTargets {
    static final String HTTPS = "https";
    private static final String HTTP = "http";

    private final NameResolver names;
    private final Reachable reachable;
    private final Duration limit;

    /** @param limit how long a look-up may take */
    NoticeTargets(NameResolver names, Reachable reachable, Duration limit) {
        this.names = names;
        this.reachable = reachable;
        this.limit = limit;
    }

    /** What a URL leads to. */
    sealed interface Target {

        /**
         * All of its addresses may be connected to.
         *
         * @param addresses the first of each family, in the order of the look-up; at least one. Where the network has
         *     no way to one family, the other one may do
         */
        record Open(List<InetAddress> addresses) implements Target {}

        /** Nobody is connected to. */
        record Closed(Unreach why) implements Target {}
    }

    /** Judges a URL as of now. Never fails. */
    Uni<Target> find(URI url) {
        if (url.getHost() == null || !(HTTPS.equalsIgnoreCase(url.getScheme()) || isPlainLoopback(url))) {
            return Uni.createFrom().item(new Target.Closed(Unreach.ADDRESS_REFUSED));
        }
        return names.resolve(url.getHost())
                .ifNoItem()
                .after(limit)
                .fail()
                .onFailure()
                .recoverWithItem(List.of())
                .map(addresses -> judged(url, addresses));
    }

    private Target judged(URI url, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            return new Target.Closed(Unreach.UNRESOLVED);
        }
        // One that is refused is enough: who names it beside a good one wants to see which is taken.
        boolean allowed = addresses.stream().allMatch(reachable::allows)
                && (!isPlainLoopback(url) || addresses.stream().allMatch(InetAddress::isLoopbackAddress));
        if (!allowed) {
            return new Target.Closed(Unreach.ADDRESS_REFUSED);
        }
        Map<Class<?>, InetAddress> firsts = new LinkedHashMap<>();
        addresses.forEach(address -> firsts.putIfAbsent(address.getClass(), address));
        return new Target.Open(List.copyOf(firsts.values()));
    }

    /** Plain HTTP is for what stands on the machine of somebody who tries things out. */
    private boolean isPlainLoopback(URI url) {
        return HTTP.equalsIgnoreCase(url.getScheme()) && reachable.loopback() && Loopback.is(url.getHost());
    }
}
