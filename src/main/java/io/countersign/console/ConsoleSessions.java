package io.countersign.console;

import io.countersign.caller.KeyMark;
import io.countersign.caller.KeySessions;
import io.countersign.crypto.Secret;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins sessions, and tells whose a request's is. All of a session stands in its cookie; what it is worth is read anew
 * for each request, so it ends with its key, and holds what the caller holds now.
 */
@ApplicationScoped
class ConsoleSessions {
    private static final String PRESENT = Present.class.getName();

    private final SessionSeal seal;
    private final SessionCookie cookie;
    private final KeySessions keys;
    private final InstantSource time;
    private final SecureRandom random;

    ConsoleSessions(SessionSeal seal, SessionCookie cookie, KeySessions keys, InstantSource time, SecureRandom random) {
        this.seal = seal;
        this.cookie = cookie;
        this.keys = keys;
        this.time = time;
        this.random = random;
    }

    /** A session, and who that makes the request. */
    record Present(ConsoleSession session, SecurityIdentity identity) {}

    /**
     * Begins one.
     *
     * @param typed what somebody typed as an API key
     * @return the header {@code Set-Cookie}; empty where it is no key. Fails with 429 or 503 as {@link KeySessions}
     *     does
     */
    Uni<Optional<String>> begin(Secret typed, @Nullable SocketAddress remote) {
        return keys.begin(typed, remote)
                .chain(this::begin)
                .map(Optional::of)
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty());
    }

    private Uni<String> begin(KeyMark key) {
        ConsoleSession session = ConsoleSession.begin(key, time.instant(), random);
        return seal.seal(session).map(text -> cookie.set(text, session.rest(time.instant())));
    }

    /** The header {@code Set-Cookie} that ends this browser's session. */
    String end() {
        return cookie.clear();
    }

    /**
     * The request's session. Whoever has none, or one that has ended, is nobody; that is no failure. A cookie that is
     * worth nothing is taken back, and one that was sealed a while ago sealed anew, with whatever is answered.
     */
    Uni<Optional<Present>> of(RoutingContext context) {
        Optional<String> sent = cookie.of(context.request());
        if (sent.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return seal.open(sent.get())
                .chain(opened -> opened.filter(session -> session.isOpenAt(time.instant()))
                        .map(session -> resume(session, context))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .invoke(present -> {
                    if (present.isEmpty()) {
                        setWithAnswer(context, cookie.clear());
                    }
                });
    }

    private Uni<Optional<Present>> resume(ConsoleSession session, RoutingContext context) {
        return keys.resume(session.key(), context.request().remoteAddress())
                .map(identity -> Optional.of(new Present(session, identity)))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty())
                .call(present -> present.isPresent() ? keepAlive(session, context) : nothing())
                .invoke(present -> present.ifPresent(known -> context.put(PRESENT, known)));
    }

    private Uni<Void> keepAlive(ConsoleSession session, RoutingContext context) {
        if (!session.wantsSeal(time.instant())) {
            return nothing();
        }
        ConsoleSession used = session.usedAt(time.instant());
        return seal.seal(used)
                .invoke(text -> setWithAnswer(context, cookie.set(text, used.rest(time.instant()))))
                .replaceWithVoid();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    /** Not where the answer says by itself what becomes of the cookie. */
    private void setWithAnswer(RoutingContext context, String header) {
        context.addHeadersEndHandler(begins -> {
            MultiMap headers = context.response().headers();
            if (headers.getAll(SessionCookie.headerName()).stream().noneMatch(cookie::isOne)) {
                headers.add(SessionCookie.headerName(), header);
            }
        });
    }

    /** What {@link #of} found for this request; null where it found none, or was not asked. */
    static @Nullable Present present(RoutingContext context) {
        return context.get(PRESENT);
    }
}
