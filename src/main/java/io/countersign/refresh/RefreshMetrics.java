package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * The engine's signals as metrics, and as alerts in the log. Labels are words of ours and names of integrations, of
 * which there are few.
 */
@ApplicationScoped
class RefreshMetrics implements RefreshSignals {
    private static final String ATTEMPTS = "countersign.refresh.attempts";
    private static final String LEASE_WAITS = "countersign.refresh.lease.waits";
    private static final String STALE_ANSWERS = "countersign.refresh.stale.answers";
    private static final String UNKNOWN_REFUSALS = "countersign.refresh.unknown.refusals";
    private static final String FLAGGED = "countersign.refresh.flagged";

    private static final Logger LOG = Logger.getLogger(RefreshMetrics.class);

    private final MeterRegistry registry;

    RefreshMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(Renewal renewal) {
        registry.counter(ATTEMPTS, "outcome", outcome(renewal)).increment();
    }

    @Override
    public void staleAnswer() {
        registry.counter(STALE_ANSWERS).increment();
    }

    @Override
    public void waited(Duration duration) {
        registry.timer(LEASE_WAITS).record(duration);
    }

    @Override
    public void unknownRefusal(ConnectionId connection, String integration, String code) {
        registry.counter(UNKNOWN_REFUSALS, "integration", integration).increment();
        LOG.warnf(
                "connection_refused_in_unknown_words tenant=%s connection=%s integration=%s error=\"%s\": DocuSign's"
                        + " answer is in no catalogue."
                        + " The connection stays as it is and is tried again; if the same answer goes on for ten"
                        + " minutes and the access token"
                        + " has ended, it will need a new consent. POST …/retry takes the next refusal as final,"
                        + " unless the error is \"other\".",
                connection.tenant(), connection.name(), integration, code.replace('"', '\''));
    }

    @Override
    public void consentRequired(ConnectionId connection, String integration, ConsentReason reason, String error) {
        LOG.warnf(
                "connection_consent_required tenant=%s connection=%s integration=%s reason=%s error=\"%s\": %s",
                connection.tenant(),
                connection.name(),
                integration,
                reason.wireName(),
                error.replace('"', '\''),
                ConsentAdvice.of(reason));
    }

    @Override
    public void flagged(String integration, Flag flag) {
        registry.counter(
                        FLAGGED,
                        "integration",
                        integration,
                        "reason",
                        flag.name().toLowerCase(Locale.ROOT))
                .increment();
        LOG.errorf(
                "integration_flagged integration=%s reason=%s: %s",
                integration, flag.name().toLowerCase(Locale.ROOT), advice(flag));
    }

    private static String advice(Flag flag) {
        return switch (flag) {
            case CLIENT_REFUSED ->
                "DocuSign refuses the integration key or every client secret. No tenant is affected but by waiting."
                        + " Compare both with the app at DocuSign, in the environment of the integration: correct the"
                        + " integration_key with PUT (as long as no connection is in use), or add the client secret"
                        + " that is valid there with POST …/client-secrets; renewals go on by themselves.";
            case CLIENT_SECRET_MISSING ->
                "There is no client secret, so nothing can be renewed. Add one with POST …/client-secrets; renewals"
                        + " go on by themselves.";
            case RSA_KEY_REFUSED ->
                "DocuSign refuses every RSA key. No impersonated connection is affected but by waiting, and no other at"
                        + " all. Add the key that is registered for the app at DocuSign with POST …/rsa-keys, or"
                        + " register the one that is here; renewals go on by themselves.";
            case RSA_KEY_MISSING ->
                "There is no RSA key, so no assertion can be signed. Add one with POST …/rsa-keys; renewals go on by"
                        + " themselves.";
            case VERDICTS ->
                "DocuSign refuses more connections than tenants take consents back. Further connections stay active"
                        + " and are tried again in"
                        + " ten minutes. If a client secret was deleted or changed at DocuSign, add the valid one"
                        + " with POST …/client-secrets;"
                        + " what was refused meanwhile is tried again then.";
        };
    }

    private static String outcome(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed renewed -> "renewed";
            case Renewal.Superseded superseded -> "superseded";
            case Renewal.Elsewhere elsewhere -> "elsewhere";
            case Renewal.NotBefore notBefore -> "not_before";
            case Renewal.ConsentRequired required -> required.reason().wireName();
            case Renewal.ConsentMissing missing -> "consent_missing";
            case Renewal.AccountRefused refused -> "account_refused";
            case Renewal.Failed failed -> "failed";
        };
    }
}
