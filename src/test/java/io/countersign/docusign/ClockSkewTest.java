package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.SimulatorClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the header {@code Date} tells of the two clocks. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ClockSkewTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SimulatorClock clock = SimulatorClock.stoppedAt(NOON);
    private final ClockSkew skew = new ClockSkew(meters, clock);
    private final TestingLog log = new TestingLog(ClockSkew.class);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    /** DocuSign answers at once, and its clock is that far ahead. */
    private void answered(Environment environment, Duration ahead) {
        skew.compare(environment, clock.instant(), header(clock.instant().plus(ahead)));
    }

    private static String header(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    private double seconds(String environment) {
        return meters.get(ClockSkew.SKEW)
                .tag("environment", environment)
                .gauge()
                .value();
    }

    @Test
    @DisplayName("Row 25: how far DocuSign's clock is ahead is a metric")
    void aRealAnswerIsComparedWithThisClock() {
        SimulatorClock slow = SimulatorClock.system();
        slow.advance(Duration.ofMinutes(-10));
        try (DocuSignSimulator simulator = DocuSignSimulator.start(0)) {
            DocuSign docusign =
                    TestingDocuSign.at(URI.create(simulator.baseUrl()), Duration.ofSeconds(20), meters, slow);

            TokenCallFixture.refreshing(docusign).await().atMost(TokenCallFixture.PATIENCE);
        }

        assertThat(seconds("demo")).isCloseTo(600, within(20.0));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN docusign_clock_skew environment=demo seconds=");
    }

    @Test
    void clocksAreComparedAtTheMiddleOfTheCall() {
        Instant asked = clock.instant();
        clock.advance(Duration.ofSeconds(20));

        skew.compare(Environment.DEMO, asked, header(asked.plusSeconds(13)));

        assertThat(seconds("demo")).isEqualTo(3);
    }

    @Test
    void environmentsHaveClocksOfTheirOwn() {
        answered(Environment.DEMO, Duration.ofSeconds(-7));
        answered(Environment.PRODUCTION, Duration.ofSeconds(5));
        answered(Environment.PRODUCTION, Duration.ofSeconds(4));

        assertThat(seconds("demo")).isEqualTo(-7);
        assertThat(seconds("production")).isEqualTo(4);
        assertThat(meters.find(ClockSkew.SKEW).gauges())
                .extracting(Gauge::getId)
                .allSatisfy(id -> assertThat(id.getBaseUnit()).isEqualTo("seconds"));
    }

    @Test
    void aMinuteIsToleratedInSilence() {
        answered(Environment.DEMO, Duration.ofSeconds(60));
        answered(Environment.DEMO, Duration.ofSeconds(-60));

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aWrongClockIsWarnedOfOnceAnHour() {
        for (int minute = 0; minute < 120; minute++) {
            answered(Environment.DEMO, Duration.ofSeconds(-90 - minute % 2));
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(log.lines())
                .containsExactly(
                        "WARN docusign_clock_skew environment=demo seconds=-90",
                        "WARN docusign_clock_skew environment=demo seconds=-90");
    }

    @Test
    void aChangeIsToldAtOnce() {
        answered(Environment.DEMO, Duration.ofSeconds(90));
        answered(Environment.DEMO, Duration.ofSeconds(151));
        answered(Environment.DEMO, Duration.ofSeconds(-151));
        answered(Environment.DEMO, Duration.ofSeconds(2));
        answered(Environment.DEMO, Duration.ofSeconds(1));

        assertThat(log.lines())
                .containsExactly(
                        "WARN docusign_clock_skew environment=demo seconds=90",
                        "WARN docusign_clock_skew environment=demo seconds=151",
                        "WARN docusign_clock_skew environment=demo seconds=-151",
                        "INFO docusign_clock_skew environment=demo seconds=2");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "yesterday", "Mon, 99 Nov 2026 12:00:00 GMT", "1764000000"})
    void aHeaderThatCannotBeReadChangesNothing(String date) {
        answered(Environment.DEMO, Duration.ofSeconds(3));

        skew.compare(Environment.DEMO, clock.instant(), date);

        assertThat(seconds("demo")).isEqualTo(3);
    }
}
