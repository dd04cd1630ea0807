package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedPerson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever has a link can make the trail grow by. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class LinkEventsTest {
    private final TestingBrowser browser = new TestingBrowser();
    private TestingTenant tenant;
    private URI link;

    @BeforeEach
    void invite() {
        tenant = TestingTenant.create(Map.of());
        link = tenant.link();
    }

    private long told(String type) {
        return TestingTrail.typesOf(tenant.tenant()).stream()
                .filter(type::equals)
                .count();
    }

    private void setLink(String columns) {
        assertThat(TestingSql.run("UPDATE consent_link SET " + columns + " WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
    }

    @Test
    void theTrailHearsOfFortyAnHourAndThenHowManyMoreThereWere() {
        // When
        for (int i = 0; i < LinkEvents.MOST + 5; i++) {
            TestingTenant.begin(browser, link);
        }

        // Then
        assertThat(told("consent.started")).isEqualTo(LinkEvents.MOST);

        // When
        setLink("events_since[1] = events_since[1] - interval '1 hour'");
        TestingTenant.begin(browser, link);
        TestingTenant.begin(browser, link);

        // Then
        assertThat(TestingTrail.of(tenant.tenant()).stream()
                        .filter(event -> event.get("type").equals("consent.started"))
                        .skip(LinkEvents.MOST)
                        .<Object>map(event -> ((Map<?, ?>) event.get("details")).get("more")))
                .containsExactly("5", null);
    }

    @Test
    void anEndIsCountedByItself() {
        // Given
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Some account");
        List<URI> declined = IntStream.range(0, 3)
                .mapToObj(i -> new SimulatedPerson(email).decline(TestingTenant.begin(browser, link)))
                .toList();
        setLink("events[1] = 1000, events_since[2] = clock_timestamp(), events[2] = " + (LinkEvents.MOST - 2));

        // When
        declined.forEach(
                callback -> assertThat(browser.get(callback).statusCode()).isEqualTo(400));

        // Then
        assertThat(told("consent.declined")).isEqualTo(2);
    }

    /** Whoever signs in as somebody else is refused, and the link stays open: for them to come again. */
    @Test
    void aRefusedConsentIsCountedByItself() {
        // Given
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Some account");
        assertThat(TestingSql.run(
                        "UPDATE connection SET expected_email = 'else@example.com' WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
        List<URI> allowed = IntStream.range(0, 3)
                .mapToObj(i -> TestingTenant.allowed(browser, link, email))
                .toList();
        // However often somebody has pressed the button before, or declined.
        setLink("events = '{1000, 1000, %d}'::integer[], events_since[3] = clock_timestamp()"
                .formatted(LinkEvents.MOST - 2));

        // When
        allowed.forEach(
                callback -> assertThat(browser.get(callback).statusCode()).isEqualTo(409));

        // Then
        assertThat(told("consent.refused")).isEqualTo(2);
    }

    private String row() {
        return TestingSql.value(String.class, "SELECT xmin::text FROM consent_link WHERE tenant = ?", tenant.tenant());
    }

    /** Looked for in the row: the trail alone would not tell whether a transaction began. */
    @Test
    void looksAtADeadLinkChangeNothing() {
        setLink("expires_at = clock_timestamp()");
        String before = row();

        for (int i = 0; i < 100; i++) {
            assertThat(browser.get(link).statusCode()).isEqualTo(410);
        }

        assertThat(row()).isEqualTo(before);
        assertThat(told("consent.link-refused")).isZero();
    }

    @Test
    void aDeadLinkThatIsTriedIsWrittenToOnceAMinuteAndHeardOfFortyTimesAnHour() {
        // Given
        setLink("expires_at = clock_timestamp(), events_since[1] = clock_timestamp(), events[1] = "
                + (LinkEvents.MOST - 2));
        assertThat(browser.post(link).statusCode()).isEqualTo(410);
        String first = row();

        // When
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(browser.post(link).statusCode()).isEqualTo(410);

        // Then
        assertThat(row()).isEqualTo(first);
        assertThat(told("consent.link-refused")).isEqualTo(1);

        // When
        for (int i = 0; i < 3; i++) {
            setLink("refused_at = refused_at - interval '1 minute'");
            assertThat(browser.post(link).statusCode()).isEqualTo(410);
        }

        // Then
        assertThat(told("consent.link-refused")).isEqualTo(2);
    }
}
