package io.countersign.consent;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Expires the oldest cookies of attempts where a browser holds more than it needs. They live as long as their links,
 * and every request carries them all: some 160 fill the headers that the server accepts (20 KB), and from then on no
 * page is reached any more that could take them back.
 */
class AttemptCookieFilter {
    /** How many a browser keeps: as many as there are living attempts of one link and address. */
    private static final int KEPT = 5;

    /**
     * How many one answer expires at most, about 3 KB of headers: reverse proxies give up on answers whose headers
     * exceed a page of memory (4 KB). A browser with more is mended by a few answers, none of which adds to them.
     */
    private static final int EXPIRED_AT_ONCE = 32;

    /** Marks the resources that people open. */
    @NameBinding
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfPages {}

    /** Adds what has to go to the cookies that an answer sets anyway. */
    @OfPages
    @ServerResponseFilter
    void expire(ContainerRequestContext request, ContainerResponseContext response) {
        List<String> sent = request.getHeaders().get(HttpHeaders.COOKIE);
        if (sent == null) {
            return;
        }
        surplus(sent, response.getCookies().values())
                .forEach(name -> response.getHeaders().add(HttpHeaders.SET_COOKIE, BrowserBinding.expired(name)));
    }

    /**
     * The names of the cookies to expire. Browsers send cookies of one path in the order in which they were first set
     * (RFC 6265 section 5.4), so the header tells the oldest; the map of cookies that JAX-RS makes of it does not.
     *
     * @param sent every {@code Cookie} header; HTTP/2 allows several
     * @param set what the answer sets or, with an age of 0, expires
     */
    static List<String> surplus(List<String> sent, Collection<NewCookie> set) {
        SequencedSet<String> held = new LinkedHashSet<>();
        sent.stream()
                .flatMap(header -> Stream.of(header.split(";", -1)))
                .map(pair -> pair.split("=", 2)[0].strip())
                .filter(BrowserBinding::isName)
                .forEach(held::add);
        long added = 0;
        for (NewCookie cookie : set) {
            held.remove(cookie.getName());
            added += cookie.getMaxAge() != 0 && BrowserBinding.isName(cookie.getName()) ? 1 : 0;
        }
        return held.stream()
                .limit(Math.clamp(held.size() + added - KEPT, 0, EXPIRED_AT_ONCE))
                .toList();
    }
}
