package io.countersign.caller.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/** What operators hear of one issuer: how often it was asked, with what success, and which keys it has. */
final class IssuerRecords {
    private static final Logger LOG = Logger.getLogger(IssuerRecords.class);
    private static final String FETCHES = "countersign.oidc.fetches";
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final String issuer;
    private final InstantSource clock;
    private final Counter fetched;
    private final Counter failed;
    private Instant silentUntil = Instant.MIN;

    /** @param issuer what the configuration calls it */
    IssuerRecords(MeterRegistry registry, String issuer, InstantSource clock) {
        this.registry = registry;
        this.issuer = issuer;
        this.clock = clock;
        this.fetched = counter("fetched");
        this.failed = counter("failed");
    }

    /** From now on their age is told. */
    void watch(IssuerKeys keys) {
        Gauge.builder("countersign.oidc.keys.age", keys, IssuerKeys::ageSeconds)
                .description("How old the key set of an issuer is")
                .baseUnit("seconds")
                .tag("issuer", issuer)
                .register(registry);
    }

    /** One line for each set that differs from the one before it. */
    void fetched(@Nullable KeySet before, KeySet now) {
        fetched.increment();
        if (before == null || !ids(before).equals(ids(now))) {
            LOG.infof(
                    "oidc_keys issuer=%s keys=%d",
                    issuer, Integer.valueOf(now.keys().size()));
        }
    }

    /** One line a minute. Called by one thread at a time. */
    void failed(Throwable failure) {
        failed.increment();
        Instant now = clock.instant();
        if (!now.isBefore(silentUntil)) {
            silentUntil = now.plus(BETWEEN_LINES);
            LOG.warnf("oidc_keys_failed issuer=%s reason=\"%s\"", issuer, reason(failure));
        }
    }

    private Counter counter(String outcome) {
        return Counter.builder(FETCHES)
                .description("Times that the keys of an issuer were asked for")
                .tag("issuer", issuer)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static List<String> ids(KeySet set) {
        return set.keys().stream()
                .map(JsonWebKey::getKeyId)
                .map(id -> Objects.requireNonNullElse(id, ""))
                .toList();
    }

    /** The innermost words: none of them holds what was sent or answered. */
    private static String reason(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .reduce((outer, inner) -> inner)
                .orElse("unknown")
                .replaceAll("\\s+", " ");
    }
}
