package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ties a consent to the browser that began it: a cookie of its own for each attempt, so that two tabs do not
 * disturb each other. It also remembers the link, which is the way back from every page that fails.
 *
 * @param secret known to this browser alone
 * @param link where it began
 */
record BrowserBinding(Secret secret, Secret link) {
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

    /** The binding of the attempt with that state, if this browser began it. */
    static Optional<BrowserBinding> of(Secret state, Map<String, Cookie> cookies) {
        return Optional.ofNullable(cookies.get(name(state)))
                .map(cookie -> VALUE.matcher(cookie.getValue()))
                .filter(Matcher::matches)
                .map(value -> new BrowserBinding(Secret.ofText(value.group(1)), Secret.ofText(value.group(2))));
    }

    /**
     * The cookie for the browser. The prefix makes browsers refuse it from anywhere but this very host. It stays when
     * the attempt is over: whoever loads the last page again still gets the way back, or hears that all is well.
     */
    NewCookie cookie(Secret state, Duration life) {
        return new NewCookie.Builder(name(state))
                .value(secret.revealText() + "." + link.revealText())
                .maxAge((int) Math.max(1, life.toSeconds()))
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private static String name(Secret state) {
        return "__Host-consent-" + HexFormat.of().formatHex(Digest.of(state), 0, 8);
    }
}
