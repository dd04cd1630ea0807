package io.countersign.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides what an assertion gets: the grant {@code urn:ietf:params:oauth:grant-type:jwt-bearer}, which DocuSign calls
 * JWT Grant. The client proves who it is by the signature alone. The order of the checks is the simulator's own; each
 * error and its causes are DocuSign's.
 */
final class AssertionGrant {
    /** The {@code grant_type}. */
    static final String TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static final String IMPERSONATION = "impersonation";
    private static final String BY_THIS_CLOCK = ", by the simulator's clock.";
    private static final Pattern GUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final Directory directory;
    private final ConsentStore consents;
    private final GrantStore grants;
    private final SimulatorClock clock;
    private final CurrentSettings settings;

    AssertionGrant(
            Directory directory,
            ConsentStore consents,
            GrantStore grants,
            SimulatorClock clock,
            CurrentSettings settings) {
        this.directory = directory;
        this.consents = consents;
        this.grants = grants;
        this.clock = clock;
        this.settings = settings;
    }

    TokenOutcome decide(Form form, Origin origin) {
        Optional<Assertion> read = form.get("assertion").flatMap(Assertion::parse);
        if (read.isEmpty()) {
            return TokenOutcome.invalidRequest()
                    .because("There is no assertion, or none of three parts (a signed JWT).");
        }
        Assertion assertion = read.get();
        if (assertion.scopes().isEmpty()) {
            return TokenOutcome.invalidRequest().because("The claim scope is missing or empty.");
        }
        Optional<SimulatedClient> client = assertion.text("iss").flatMap(directory::client);
        if (client.isEmpty()) {
            return TokenOutcome.refusedGrant("issuer_not_found").because("The claim iss is no client's id.");
        }
        Optional<String> doubt = doubt(assertion, client.get(), origin);
        if (doubt.isPresent()) {
            return TokenOutcome.refusedGrant("no_valid_keys_or_signatures").because(doubt.get());
        }
        return isExpired(assertion)
                ? TokenOutcome.refusedGrant("expired_grant").because("The time of exp is over" + BY_THIS_CLOCK)
                : impersonate(assertion, client.get(), origin);
    }

    /** DocuSign says the same of a wrong key, an audience it is not, and times that cannot be. */
    private Optional<String> doubt(Assertion assertion, SimulatedClient client, Origin origin) {
        if (client.rsaPublicKeys().isEmpty()) {
            return Optional.of("The client has no RSA public key.");
        }
        if (client.rsaPublicKeys().stream().map(RsaPublicKeys::read).noneMatch(assertion::isSignedBy)) {
            return Optional.of("It is signed with none of the client's RSA keys, or not by RS256.");
        }
        if (assertion.audience().filter(audience -> isMeant(audience, origin)).isEmpty()) {
            return Optional.of("The claim aud is not " + origin.authority() + ", nor one of the settings' audiences.");
        }
        if (assertion.time("exp") == null) {
            return Optional.of("The claim exp is missing or no number.");
        }
        return Stream.of("nbf", "iat")
                .filter(claim -> isAhead(assertion, claim))
                .findFirst()
                .map(claim -> "The time of " + claim + " has not come yet, or is no number" + BY_THIS_CLOCK);
    }

    private boolean isMeant(String audience, Origin origin) {
        return audience.equals(origin.authority())
                || settings.get().assertions().audiences().contains(audience);
    }

    private Duration tolerance() {
        return settings.get().assertions().clockTolerance();
    }

    private boolean isAhead(Assertion assertion, String claim) {
        Instant time = assertion.time(claim);
        return time == null
                ? assertion.claims().has(claim)
                : time.isAfter(clock.instant().plus(tolerance()));
    }

    private boolean isExpired(Assertion assertion) {
        Instant expiry = assertion.time("exp");
        return expiry == null || !clock.instant().minus(tolerance()).isBefore(expiry);
    }

    private TokenOutcome impersonate(Assertion assertion, SimulatedClient client, Origin origin) {
        Optional<String> subject = assertion.text("sub");
        Optional<SimulatedUser> user = subject.flatMap(directory::openUser);
        if (user.isEmpty()) {
            boolean couldBe = subject.filter(sub -> GUID.matcher(sub).matches()).isPresent();
            return couldBe
                    ? TokenOutcome.refusedGrant("user_not_found")
                            .because("The claim sub is nobody's user id here, or a closed user's.")
                    : TokenOutcome.refusedGrant("invalid_subject").because("The claim sub is no GUID.");
        }
        Set<String> needed = new HashSet<>(assertion.scopes());
        needed.add(IMPERSONATION);
        if (!consents.covers(client.integrationKey(), user.get(), needed)) {
            return TokenOutcome.consentRequired()
                    .because("The user has not allowed all of this to the client: "
                            + String.join(" ", new TreeSet<>(needed)) + ".");
        }
        return new TokenOutcome.Issued(grants.impersonate(
                origin.issuer(), client.integrationKey(), user.get().sub(), assertion.scopes()));
    }
}
