package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Browsers that are signed in: a session cookie for each, which lasts as long as the simulator runs. */
final class SignInSessions {
    private static final String COOKIE = "simulator_session";

    private final Map<String, String> subBySession = new ConcurrentHashMap<>();
    private final SecureRandom random;

    SignInSessions(SecureRandom random) {
        this.random = random;
    }

    void start(HttpExchange exchange, SimulatedUser user) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String session = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        subBySession.put(session, user.sub());
        // Lax also keeps other sites from posting the consent form in the person's name.
        exchange.getResponseHeaders()
                .add("Set-Cookie", COOKIE + "=" + session + "; Path=/oauth; HttpOnly; SameSite=Lax");
    }

    /** Signs everybody out. */
    void clear() {
        subBySession.clear();
    }

    Optional<String> subOf(HttpExchange exchange) {
        return exchange.getRequestHeaders().getOrDefault("Cookie", java.util.List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .map(subBySession::get)
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }
}
