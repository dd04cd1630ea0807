package io.countersign.docusign;

import io.countersign.docusign.UserInfoAnswer.LeftOut;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts, times and logs HTTP calls. An outcome is the name of a constant, never a text of DocuSign's: that keeps the
 * number of time series small and secrets out. Only the reason of a refusal is logged as DocuSign tells it, cleaned.
 */
@ApplicationScoped
class CallRecords {

    static final String CALLS = "countersign.docusign.calls";
    static final String DURATION = "countersign.docusign.call.duration";

    /** From what a good answer takes to the default deadline of a call. */
    private static final Duration[] BUCKETS = Stream.of(100, 300, 1000, 3000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** Of accounts that are left out, how many are named in the log. */
    private static final int NAMED_ACCOUNTS = 5;

    private static final String UNTRUSTED = "untrusted";
    private static final Logger LOG = Logger.getLogger(CallRecords.class);

    private final MeterRegistry registry;
    private final UntrustedServers untrustedServers;

    CallRecords(MeterRegistry registry, UntrustedServers untrustedServers) {
        this.registry = registry;
        this.untrustedServers = untrustedServers;
    }

    /**
     * Records a call when it ends with an answer.
     *
     * @param call {@code exchange}, {@code refresh}, {@code assertion} or {@code userinfo}
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
        long nanoseconds = sample.stop(Timer.builder(DURATION)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        registry.counter(CALLS, tags.and("outcome", outcome)).increment();
        if (outcome.equals(UNTRUSTED)) {
            untrustedServers.met(environment);
        }
        LOG.logf(
                outcome.equals(UNTRUSTED) ? Logger.Level.WARN : Logger.Level.DEBUG,
                "docusign_call environment=%s call=%s outcome=%s milliseconds=%d",
                environment.wireName(),
                call,
                outcome,
                nanoseconds / 1_000_000);
    }

    /**
     * Tells operators why there are no tokens, or not all of them: in DocuSign's own words why it refused, because one
     * outcome has several causes, and each of them another remedy.
     */
    void explain(Environment environment, TokenCall call, TokenAnswer answer) {
        switch (answer) {
            case TokenAnswer.Refused refused -> explain(environment, call, refused);
            case TokenAnswer.NoAnswer none -> {
                if (none.reason() == TokenAnswer.NoAnswer.Reason.UNREADABLE) {
                    LOG.warnf(
                            "docusign_unreadable environment=%s call=%s status=%s",
                            environment.wireName(), call.word(), none.status());
                }
            }
            case TokenAnswer.Granted granted -> {
                if (!isComplete(call, granted)) {
                    LOG.warnf(
                            "docusign_incomplete environment=%s call=%s refresh_token=%b expires_in=%d life=%s"
                                    + " error=\"%s\"",
                            environment.wireName(),
                            call.word(),
                            granted.refreshToken() != null,
                            granted.expiresInSeconds(),
                            word(granted.lifeSource()),
                            shown(granted.complaint()));
                }
            }
            case TokenAnswer.NotSent notSent -> {}
        }
    }

    private static void explain(Environment environment, TokenCall call, TokenAnswer.Refused refused) {
        LOG.logf(
                levelOf(refused.meaning()),
                "docusign_refused environment=%s call=%s status=%d meaning=%s error=\"%s\" description=\"%s\"",
                environment.wireName(),
                call.word(),
                refused.status(),
                word(refused.meaning()),
                shown(refused.error()),
                shown(refused.description()));
    }

    /** Tells operators which accounts somebody cannot connect: the person only sees that they are missing. */
    void explain(Environment environment, UserInfoAnswer answer) {
        List<LeftOut> leftOut = switch (answer) {
            case UserInfoAnswer.Known known -> known.leftOut();
            case UserInfoAnswer.Refused refused -> refused.leftOut();
            case UserInfoAnswer.Silent silent -> List.of();
        };
        if (!leftOut.isEmpty()) {
            Map<String, Long> reasons = leftOut.stream()
                    .collect(Collectors.groupingBy(
                            account -> word(account.reason()), TreeMap::new, Collectors.counting()));
            List<String> ids = leftOut.stream()
                    .map(LeftOut::accountId)
                    .filter(Objects::nonNull)
                    .limit(NAMED_ACCOUNTS)
                    .toList();
            LOG.warnf(
                    "docusign_accounts_left_out environment=%s number=%d reasons=%s first=%s",
                    environment.wireName(), leftOut.size(), reasons, ids);
        }
    }

    /** DocuSign sends both tokens and their life, every time; for an assertion, one token. */
    private static boolean isComplete(TokenCall call, TokenAnswer.Granted granted) {
        return (granted.refreshToken() != null || call == TokenCall.ASSERTION)
                && granted.expiresInSeconds() > 0
                && granted.lifeSource() == TokenAnswer.LifeSource.TOLD
                && granted.complaint() == null;
    }

    private static Logger.Level levelOf(Meaning meaning) {
        return switch (meaning) {
            case OPERATOR, KEY_REFUSED, EXPIRED_ASSERTION, UNKNOWN_REFUSAL, UNEXPECTED -> Logger.Level.WARN;
            case RETRY, USER_THROTTLED, RECONNECT, RECONNECT_OR_OPERATOR, NEEDS_CONSENT, USER_GONE -> Logger.Level.INFO;
        };
    }

    /** The text was cleaned of tokens and ids when it was read; here goes what would end the quotes. */
    private static String shown(@Nullable String text) {
        return text == null ? "" : text.replace('"', '\'');
    }

    static String outcome(TokenCall call, TokenAnswer answer) {
        return switch (answer) {
            case TokenAnswer.Granted granted -> isComplete(call, granted) ? "granted" : "incomplete";
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
