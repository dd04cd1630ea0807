package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headers that every page needs: nothing may be loaded or run but the one style element that the pages ship, which
 * the Content-Security-Policy (CSP Level 3) names by its hash. The addresses hold secrets (link, code), hence no
 * referrer to anybody else, no store and no index.
 */
@Singleton
public final class PageSecurity {
    private final String styleHash;

    /**
     * Hashes the style sheet once.
     *
     * @param styleSheet exactly what the pages' layout puts between {@code <style>} and {@code </style>}
     */
    PageSecurity(@Location("consent/style.css") Template styleSheet) {
        this.styleHash = hash(styleSheet.render());
    }

    /** The headers of a page without a form, by name. */
    Map<String, String> headers() {
        return headersWith("'none'", "no-referrer");
    }

    /** The same with the content's type, where no response adds it. */
    Map<String, String> headersOfHtml() {
        Map<String, String> headers = new LinkedHashMap<>(headers());
        headers.put("Content-Type", "text/html;charset=UTF-8");
        return Collections.unmodifiableMap(headers);
    }

    /**
     * The headers of a page whose form posts to its own address. Under {@code no-referrer} browsers would hide that
     * the form is ours ({@code Origin: null}, Fetch Standard, "append a request `Origin` header"), and it is all that
     * those without Fetch Metadata tell of it. Under {@code strict-origin} they name the page's origin, and never
     * its address, which is a secret and would stand in the logs of whatever is in between.
     *
     * @param redirectTargets addresses to whose origins the post may be redirected. Browsers apply {@code form-action}
     *     to every redirect that follows a post, not only to the first (seen in Chromium 156). So this names DocuSign's
     *     authorization server, and the return address of a link that has one: who signed in before comes back, and
     *     goes on to that address, without having seen a page in between
     * @throws IllegalArgumentException if an address is not http(s) with a host
     */
    Map<String, String> headersWithForm(Set<URI> redirectTargets) {
        String formAction = Stream.concat(
                        Stream.of("'self'"),
                        redirectTargets.stream().map(PageSecurity::origin).sorted())
                .distinct()
                .collect(Collectors.joining(" "));
        return headersWith(formAction, "strict-origin");
    }

    /**
     * The headers of pages that hold several forms, each of them posted to this service, and whose addresses are no
     * secrets: a browser may name them to this service itself.
     *
     * @param styleSheet what such pages put into a second style element behind the shared one, to the letter
     */
    public Map<String, String> headersOfForms(String styleSheet) {
        Map<String, String> headers =
                new LinkedHashMap<>(headersWith(styles() + " '" + hash(styleSheet) + "'", "'self'", "same-origin"));
        headers.put("Content-Type", "text/html;charset=UTF-8");
        return Collections.unmodifiableMap(headers);
    }

    private Map<String, String> headersWith(String formAction, String referrerPolicy) {
        return headersWith(styles(), formAction, referrerPolicy);
    }

    private String styles() {
        return "'" + styleHash + "'";
    }

    private static String hash(String styleSheet) {
        return "sha256-" + Base64.getEncoder().encodeToString(Digest.ofText(styleSheet));
    }

    private static Map<String, String> headersWith(String styles, String formAction, String referrerPolicy) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; style-src " + styles + "; img-src data:; form-action " + formAction
                        + "; frame-ancestors 'none'; base-uri 'none'");
        headers.put("Referrer-Policy", referrerPolicy);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Cache-Control", "no-store");
        headers.put("X-Robots-Tag", "noindex, nofollow");
        return Collections.unmodifiableMap(headers);
    }

    private static String origin(URI address) {
        String scheme = address.getScheme();
        String host = address.getHost();
        if (host == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new IllegalArgumentException("not an http(s) address with a host: " + address);
        }
        return scheme + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }
}
