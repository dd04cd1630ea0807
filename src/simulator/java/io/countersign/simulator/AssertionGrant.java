package io.countersign.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Decides what an assertion gets: the grant {@code urn:ietf:params:oauth:grant-type:jwt-bearer}, which DocuSign calls
 * JWT Grant. The client proves who it is by the signature alone. The order of the checks is the simulator's own; each
 * error and its causes are DocuSign's.
 */
final class AssertionGrant {
    /** The {@code grant_type}. */
    static final String TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static final String IMPERSONATION = "impersonation";
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final Directory directory;
    private final ConsentStore consents;
    private final GrantStore grants;
    private final SimulatorClock clock;
    private final Supplier<Set<String>> audiences;

    /** The audiences are what {@code aud} may say: the simulator's own names, with their ports. */
    AssertionGrant(
            Directory directory,
            ConsentStore consents,
            GrantStore grants,
            SimulatorClock clock,
            Supplier<Set<String>> audiences) {
        this.directory = directory;
        this.consents = consents;
        this.grants = grants;
        this.clock = clock;
        this.audiences = audiences;
    }

    TokenOutcome decide(Form form) {
        Optional<Assertion> read = form.get("assertion").flatMap(Assertion::parse);
        if (read.isEmpty() || read.get().scopes().isEmpty()) {
            return TokenOutcome.invalidRequest();
        }
        Assertion assertion = read.get();
        Optional<SimulatedClient> client = assertion.text("iss").flatMap(directory::client);
        if (client.isEmpty()) {
            return TokenOutcome.refusedGrant("issuer_not_found");
        }
        if (!isProven(assertion, client.get())) {
            return TokenOutcome.refusedGrant("no_valid_keys_or_signatures");
        }
        return isExpired(assertion) ? TokenOutcome.refusedGrant("expired_grant") : impersonate(assertion, client.get());
    }

    /** DocuSign says the same of a wrong key, an audience it is not, and times that cannot be. */
    private boolean isProven(Assertion assertion, SimulatedClient client) {
        return client.rsaPublicKeys().stream().map(RsaPublicKeys::read).anyMatch(assertion::isSignedBy)
                && assertion.audience().filter(audiences.get()::contains).isPresent()
                && assertion.time("exp") != null
                && !isAhead(assertion, "nbf")
                && !isAhead(assertion, "iat");
    }

    private boolean isAhead(Assertion assertion, String claim) {
        Instant time = assertion.time(claim);
        return time == null
                ? assertion.claims().has(claim)
                : time.isAfter(clock.instant().plus(CLOCK_TOLERANCE));
    }

    private boolean isExpired(Assertion assertion) {
        Instant expiry = assertion.time("exp");
        return expiry == null || !clock.instant().minus(CLOCK_TOLERANCE).isBefore(expiry);
    }

    private TokenOutcome impersonate(Assertion assertion, SimulatedClient client) {
        Optional<String> subject = assertion.text("sub");
        Optional<SimulatedUser> user = subject.flatMap(directory::openUser);
        if (user.isEmpty()) {
            boolean couldBe = subject.filter(sub -> GUID.matcher(sub).matches()).isPresent();
            return TokenOutcome.refusedGrant(couldBe ? "user_not_found" : "invalid_subject");
        }
        Set<String> needed = new HashSet<>(assertion.scopes());
        needed.add(IMPERSONATION);
        if (!consents.covers(client.integrationKey(), user.get().sub(), needed)) {
            return TokenOutcome.consentRequired();
        }
        return new TokenOutcome.Issued(grants.impersonate(user.get().sub(), assertion.scopes()));
    }
}
