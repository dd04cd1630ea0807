package io.countersign.refresh;

import io.countersign.docusign.Meaning;
import io.countersign.refresh.gate.UpstreamGate.Flag;

/** What a refusal of an assertion leads to. Nothing in here does anything. */
sealed interface AssertionStep {

    /** A further call of the same attempt. */
    record Again(AssertionProgress next) implements AssertionStep {}

    /** DocuSign has no consent of this user, neither for the wanted scopes nor for those that were granted before. */
    record ConsentRefused() implements AssertionStep {}

    /** DocuSign does not know the user. */
    record UserGone() implements AssertionStep {}

    /** It is about the integration, whoever is impersonated. */
    record ClientRefused(Flag flag) implements AssertionStep {}

    /** DocuSign asks for patience with everybody. */
    record Throttled() implements AssertionStep {}

    /** DocuSign asks for patience with this user. */
    record UserThrottled() implements AssertionStep {}

    /** Nobody knows what it means: no verdict, however often. */
    record Unexpected(LastError error) implements AssertionStep {}

    /** The step after DocuSign refused what this progress asked for. */
    static AssertionStep after(AssertionProgress progress, Meaning meaning) {
        return switch (meaning) {
            case NEEDS_CONSENT -> afterConsentRequired(progress);
            case USER_GONE -> new UserGone();
            case EXPIRED_ASSERTION ->
                progress.signedAgain()
                        ? new Unexpected(LastError.ASSERTION_EXPIRED)
                        : new Again(progress.signingAgain());
            case KEY_REFUSED -> afterKeyRefused(progress.nextKey());
            case OPERATOR -> new ClientRefused(Flag.CLIENT_REFUSED);
            case RETRY -> new Throttled();
            case USER_THROTTLED -> new UserThrottled();
            case RECONNECT, RECONNECT_OR_OPERATOR, UNKNOWN_REFUSAL, UNEXPECTED ->
                new Unexpected(LastError.UNEXPECTED_ANSWER);
        };
    }

    /** The settings may name scopes that came after the consent: what was granted then decides. */
    private static AssertionStep afterConsentRequired(AssertionProgress progress) {
        LeasedGrant.Impersonation user = progress.user();
        return user.wasGrantedOtherThan(progress.scopes())
                ? new Again(progress.askingFor(user.granted()))
                : new ConsentRefused();
    }

    private static AssertionStep afterKeyRefused(AssertionProgress next) {
        return next.hasKey() ? new Again(next) : new ClientRefused(Flag.RSA_KEY_REFUSED);
    }
}
