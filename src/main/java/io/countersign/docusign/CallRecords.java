package io.countersign.docusign;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts, times and logs HTTP calls. An outcome is the name of a constant, never a text of DocuSign's: that keeps the number of time series small
 * and secrets out. Only the reason of a refusal is logged as DocuSign tells it, cleaned.
 */
@ApplicationScoped
class CallRecords {

    static final String CALLS = "countersign.docusign.calls";
    static final String DURATION = "countersign.docusign.call.duration";

    /** DocuSign's client secrets are GUIDs. */
    private static final Pattern GUID = Pattern.compile("(?i)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}");

    private static final Logger LOG = Logger.getLogger(CallRecords.class);

    private final MeterRegistry registry;

    CallRecords(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Records a call when it ends with an answer.
     *
     * @param call {@code exchange}, {@code refresh} or {@code userinfo}
     * @param outcome the answer's one word
     */
    <T> Uni<T> record(Environment environment, String call, Uni<T> calling, Function<T, String> outcome) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample sample = Timer.start(registry);
            return calling.invoke(answer -> record(environment, call, outcome.apply(answer), sample));
        });
    }

    private void record(Environment environment, String call, String outcome, Timer.Sample sample) {
        Tags tags = Tags.of("environment", environment.wireName(), "call", call);
        long nanoseconds = sample.stop(registry.timer(DURATION, tags));
        registry.counter(CALLS, tags.and("outcome", outcome)).increment();
        LOG.logf(
                outcome.equals("untrusted") ? Logger.Level.WARN : Logger.Level.DEBUG,
                "docusign_call environment=%s call=%s outcome=%s milliseconds=%d",
                environment.wireName(),
                call,
                outcome,
                nanoseconds / 1_000_000);
    }

    /** Tells operators in DocuSign's own words why it refused: one outcome has several causes, and each of them another remedy. */
    void explain(Environment environment, String call, TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Refused refused) {
            LOG.logf(
                    levelOf(refused.meaning()),
                    "docusign_refused environment=%s call=%s status=%d meaning=%s error=\"%s\" description=\"%s\"",
                    environment.wireName(),
                    call,
                    refused.status(),
                    word(refused.meaning()),
                    shown(refused.error()),
                    shown(refused.description()));
        }
    }

    private static Logger.Level levelOf(Meaning meaning) {
        return switch (meaning) {
            case OPERATOR, UNEXPECTED -> Logger.Level.WARN;
            case RETRY, RECONNECT, RECONNECT_OR_OPERATOR, NEEDS_CONSENT, USER_GONE -> Logger.Level.INFO;
        };
    }

    /** The text was cleaned of tokens when it was read; here goes what may be a client secret sent back, and what would end the quotes. */
    private static String shown(@Nullable String text) {
        return text == null ? "" : GUID.matcher(text).replaceAll("[not shown]").replace('"', '\'');
    }

    static String outcome(TokenAnswer answer) {
        return switch (answer) {
            case TokenAnswer.Granted granted -> "granted";
            case TokenAnswer.Refused refused -> word(refused.meaning());
            case TokenAnswer.NotSent notSent -> word(notSent.reason());
            case TokenAnswer.NoAnswer noAnswer -> word(noAnswer.reason());
        };
    }

    static String outcome(UserInfoAnswer answer) {
        return switch (answer) {
            case UserInfoAnswer.Known known -> "known";
            case UserInfoAnswer.Silent silent -> word(silent.reason());
            case UserInfoAnswer.Refused refused -> "refused_" + word(refused.reason());
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
