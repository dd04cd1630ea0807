package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ties a consent to the browser that began it: a cookie of its own for each attempt, so that two tabs do not
 * disturb each other. It also remembers the link, which is the way back from every page that fails.
 *
 * @param secret known to this browser alone
 * @param link where it began
 * @param name the cookie's
 */
record BrowserBinding(Secret secret, Secret link, String name) {
    private static final String PREFIX = "__Host-consent-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{16}");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");

    /** The binding of the attempt with that state, if this browser began it. */
    static Optional<BrowserBinding> of(Secret state, Map<String, Cookie> cookies) {
        return named(name(state), cookies);
    }

    /**
     * The binding of the attempt that a page of this browser is about.
     *
     * @param attempt what {@link #attempt} said there; null stands for the only one that this browser has
     */
    static Optional<BrowserBinding> ofAttempt(@Nullable String attempt, Map<String, Cookie> cookies) {
        if (attempt != null) {
            return named(PREFIX + attempt, cookies);
        }
        List<String> names =
                cookies.keySet().stream().filter(BrowserBinding::isName).toList();
        return names.size() == 1 ? named(names.getFirst(), cookies) : Optional.empty();
    }

    private static Optional<BrowserBinding> named(String name, Map<String, Cookie> cookies) {
        return Optional.ofNullable(cookies.get(name))
                .map(cookie -> VALUE.matcher(cookie.getValue()))
                .filter(Matcher::matches)
                .map(value -> new BrowserBinding(Secret.ofText(value.group(1)), Secret.ofText(value.group(2)), name));
    }

    /** Whether {@link #attempt} can have said so. */
    static boolean isAttempt(String attempt) {
        return isName(PREFIX + attempt);
    }

    /** Tells the attempt from this browser's others; no secret. */
    String attempt() {
        return name.substring(PREFIX.length());
    }

    /** As the database knows it. */
    byte[] hash() {
        return Digest.of(secret);
    }

    /**
     * The cookie for the browser. The prefix makes browsers refuse it from anywhere but this very host. It stays when
     * the attempt failed: whoever loads the last page again still gets the way back.
     */
    NewCookie cookie(Duration life) {
        return cookie(name, secret.revealText() + "." + link.revealText(), (int) Math.max(1, life.toSeconds()));
    }

    /** Takes a cookie back: with the same attributes, or the prefix would make browsers ignore it. */
    static NewCookie expired(String name) {
        return cookie(name, "", 0);
    }

    private static NewCookie cookie(String name, String value, int seconds) {
        return new NewCookie.Builder(name)
                .value(value)
                .maxAge(seconds)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    /** Whether a cookie of that name is an attempt's. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The name of the cookie of the attempt with that state. */
    static String name(Secret state) {
        return PREFIX + HexFormat.of().formatHex(Digest.of(state), 0, 8);
    }
}
