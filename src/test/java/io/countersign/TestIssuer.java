package io.countersign;

import io.countersign.caller.identity.FakeIssuer;
import io.countersign.caller.identity.TestingJwt;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The OIDC issuers that the application trusts in all tests, one per test JVM: one that answers, one that never
 * does, and one that hangs until it is told what to do.
 */
public final class TestIssuer {
    /** What its tokens have to be meant for. */
    public static final String AUDIENCE = "countersign";

    private static final class Running {
        static final PublicJsonWebKey KEY = key();
        static final FakeIssuer ISSUER = start().has(KEY);
        static final FakeIssuer AWAY = start();
        static final FakeIssuer HANGING = start().hangs();
    }

    private TestIssuer() {}

    static Map<String, String> configuration() {
        return Map.of(
                "countersign.caller.oidc.tests.issuer",
                issuer(),
                "countersign.caller.oidc.tests.audience",
                AUDIENCE,
                "countersign.caller.oidc.away.issuer",
                Running.AWAY.issuer(),
                "countersign.caller.oidc.away.audience",
                AUDIENCE,
                "countersign.caller.oidc.hanging.issuer",
                Running.HANGING.issuer(),
                "countersign.caller.oidc.hanging.audience",
                AUDIENCE);
    }

    /** As {@code iss} names it. */
    public static String issuer() {
        return Running.ISSUER.issuer();
    }

    /** A token that is good for an hour. */
    public static String token(String subject) {
        return token(issuer(), AUDIENCE, subject, Instant.now());
    }

    /** The same for somebody else. */
    public static String tokenFor(String audience, String subject) {
        return token(issuer(), audience, subject, Instant.now());
    }

    /** One that ended a minute and a second ago. */
    public static String endedToken(String subject) {
        return token(issuer(), AUDIENCE, subject, Instant.now().minusSeconds(3661));
    }

    /** One of the issuer that does not answer. */
    public static String tokenOfWhoIsAway(String subject) {
        return token(Running.AWAY.issuer(), AUDIENCE, subject, Instant.now());
    }

    /** The one that hangs. */
    public static FakeIssuer hanging() {
        return Running.HANGING;
    }

    /** From now on the one that hangs answers as the others do. */
    public static void answersAgain() {
        Running.HANGING.has(Running.KEY);
    }

    /** One of the issuer that hangs. */
    public static String tokenOfWhoHangs(String subject) {
        return token(Running.HANGING.issuer(), AUDIENCE, subject, Instant.now());
    }

    private static String token(String issuer, String audience, String subject, Instant issued) {
        try {
            return TestingJwt.signed(Running.KEY, TestingJwt.claims(issuer, audience, subject, issued));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey key() {
        try {
            return TestingJwt.ecKey("tests");
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FakeIssuer start() {
        try {
            return FakeIssuer.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
