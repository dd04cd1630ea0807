package io.countersign.refresh;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.AccessLife;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an attempt asks for tokens with, as its lease read it. */
sealed interface LeasedGrant {

    /** Which gate it passes, and what the integration proves itself with. */
    GrantType type();

    /** How long an access token that it brings can live, by DocuSign's documentation. */
    Duration longestAccessLife();

    /** Whether a refusal that needs a new consent is no news: the connection waited for one already. */
    boolean isKnownToNeedConsent();

    /** A token that works once: spent by an attempt whose answer is lost, it is gone. */
    record RefreshToken(Secret value) implements LeasedGrant {
        @Override
        public GrantType type() {
            return GrantType.AUTHORIZATION_CODE;
        }

        @Override
        public Duration longestAccessLife() {
            return AccessLife.OF_AUTHORIZATION_CODE;
        }

        /** Somebody has made it due again: it is a new verdict. */
        @Override
        public boolean isKnownToNeedConsent() {
            return false;
        }
    }

    /**
     * A user whom a signed assertion impersonates. Each call has an assertion of its own, so there is nothing to lose.
     *
     * @param wanted the scopes to ask for: the settings', without {@code extended} and with {@code impersonation}
     * @param granted those that an assertion was last granted for, or that somebody consented to; empty if not known
     * @param state of the connection
     * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
     * @param belonging whose account the tokens are to be for
     */
    record Impersonation(
            List<String> wanted,
            List<String> granted,
            ConnectionState state,
            @Nullable ConsentReason reason,
            Belonging belonging)
            implements LeasedGrant {
        /** Copies the scopes. */
        public Impersonation {
            wanted = List.copyOf(wanted);
            granted = List.copyOf(granted);
        }

        @Override
        public GrantType type() {
            return GrantType.JWT_BEARER;
        }

        @Override
        public Duration longestAccessLife() {
            return AccessLife.OF_ASSERTION;
        }

        @Override
        public boolean isKnownToNeedConsent() {
            return state == ConnectionState.CONSENT_REQUIRED;
        }

        /** Whether what was granted before is something else than that. */
        boolean wasGrantedOtherThan(List<String> scopes) {
            return !granted.isEmpty() && !Set.copyOf(granted).equals(Set.copyOf(scopes));
        }
    }
}
