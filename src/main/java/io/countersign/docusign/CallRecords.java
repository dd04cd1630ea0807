package io.countersign.docusign;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Counts, times and logs HTTP calls. An outcome is the name of a constant, never a text of DocuSign's: that keeps the number of time series small
 * and secrets out.
 */
@ApplicationScoped
class CallRecords {

    static final String CALLS = "countersign.docusign.calls";
    static final String DURATION = "countersign.docusign.call.duration";

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
