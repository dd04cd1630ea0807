package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same callback once more: during the first one, after it, without its cookie, and as a mere look ahead. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class SecondCallbackTest {
    private final DocuSignSimulator docusign = TestDocuSign.simulator();

    @AfterEach
    void mend() {
        docusign.faults().clear();
    }

    private static CompletableFuture<HttpResponse<String>> opened(TestingConsent consent, URI callback) {
        return CompletableFuture.supplyAsync(() -> consent.browser().get(callback), Thread::startVirtualThread);
    }

    /** A second callback of that browser, which has looked by then and seen that the first one is under way. */
    private static CompletableFuture<HttpResponse<String>> waiting(TestingConsent consent, URI callback) {
        String now = TestingSql.text("SELECT clock_timestamp()::text");
        CompletableFuture<HttpResponse<String>> page = opened(consent, callback);
        TestingWait.until(
                "the second callback waits",
                () -> TestingSql.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND query LIKE '%AS under_way%' AND pid <> pg_backend_pid()"
                                        + " AND query_start > ?::timestamptz",
                                now)
                        > 0);
        return page;
    }

    @Test
    void aSecondCallbackWaitsAndShowsWhatBecameOfTheFirst() throws Exception {
        // Given
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        TestingTenant.connected();
        double counted = TestingMetrics.value("countersign_consent_results_total{outcome=\"connected\"}");
        CompletableFuture<HttpResponse<String>> first;
        CompletableFuture<HttpResponse<String>> second;

        // When
        try (HeldCall exchange = docusign.faults().hold(FaultTarget.TOKEN_CODE)) {
            first = opened(consent, callback);
            TestingWait.until("the code is exchanged", exchange::hasArrived);
            second = waiting(consent, callback);
        }

        // Then
        for (CompletableFuture<HttpResponse<String>> page : List.of(first, second)) {
            assertThat(page.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(page.get().body()).contains("Your DocuSign account is connected");
        }
        assertThat(consent.tokenCalls()).isEqualTo(1);
        assertThat(TestingTrail.typesOf(consent.tenant().tenant())).containsOnlyOnce("connection.connected");
        assertThat(TestingMetrics.value("countersign_consent_results_total{outcome=\"connected\"}"))
                .isEqualTo(counted + 1);
        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(410);
    }

    @Test
    void furtherAttemptsOfItsAddressDoNotEndOneWhoseCodeIsExchanged() throws Exception {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        CompletableFuture<HttpResponse<String>> page;

        try (HeldCall exchange = docusign.faults().hold(FaultTarget.TOKEN_CODE)) {
            page = opened(consent, callback);
            TestingWait.until("the code is exchanged", exchange::hasArrived);
            for (int i = 0; i < 6; i++) {
                TestingTenant.begin(new TestingBrowser(), consent.link());
            }
        }

        assertThat(page.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(TestingSql.text(
                        "SELECT ended FROM consent_attempt WHERE tenant = ? AND taken_at IS NOT NULL",
                        consent.tenant().tenant()))
                .isEqualTo("CONNECTED");
    }

    @Test
    void aSecondCallbackWaitsForAFailureToo() throws Exception {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        docusign.faults().once(Fault.unauthorizedClient(FaultTarget.TOKEN_CODE));
        CompletableFuture<HttpResponse<String>> first;
        CompletableFuture<HttpResponse<String>> second;

        try (HeldCall exchange = docusign.faults().hold(FaultTarget.TOKEN_CODE)) {
            first = opened(consent, callback);
            TestingWait.until("the code is exchanged", exchange::hasArrived);
            second = waiting(consent, callback);
        }

        consent.assertLeadsBack(first.get(20, TimeUnit.SECONDS), 502);
        consent.assertLeadsBack(second.get(20, TimeUnit.SECONDS), 502);
        assertThat(consent.tokenCalls()).isEqualTo(1);
        assertThat(TestingTrail.typesOf(consent.tenant().tenant())).containsOnlyOnce("consent.failed");
        consent.assertLeadsBack(consent.browser().get(callback), 410);
        consent.assertWorksAgain();
    }

    /** What a callback sees whose attempt was taken by another replica: the row, and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "CONNECTED, 200, Your DocuSign account is connected",
        "DOCUSIGN_UNAVAILABLE, 503, DocuSign cannot be reached",
        "OF_A_LATER_RELEASE, 503, Something went wrong on our side"
    })
    void theFirstCallbackMayBeAtAnotherReplica(String end, int status, String words) throws Exception {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        taken(consent, "0 s");

        CompletableFuture<HttpResponse<String>> page = waiting(consent, callback);
        TestingSql.run(
                "UPDATE consent_attempt SET ended = ? WHERE tenant = ?",
                end,
                consent.tenant().tenant());

        assertThat(page.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(status);
        assertThat(page.get().body()).contains(words);
        assertThat(consent.tokenCalls()).isZero();
    }

    @Test
    void theSecondCallbackGoesOnToTheReturnAddressToo() throws Exception {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        TestingSql.run(
                "UPDATE consent_link SET return_url = 'https://app.example/done' WHERE tenant = ?",
                consent.tenant().tenant());
        taken(consent, "0 s");

        CompletableFuture<HttpResponse<String>> page = waiting(consent, callback);
        TestingSql.run(
                "UPDATE consent_attempt SET ended = 'CONNECTED' WHERE tenant = ?",
                consent.tenant().tenant());

        assertThat(page.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(303);
        assertThat(page.get().headers().firstValue("Location")).hasValue("https://app.example/done");
    }

    @Test
    void aFirstCallbackWhoseReplicaDiedIsNotWaitedForForever() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        taken(consent, "1 hour");

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, 503);
        assertThat(page.headers().firstValue("Retry-After")).isPresent();
        assertThat(page.body()).contains("We do not know yet how this ended");
        consent.assertWorksAgain();
    }

    private static void taken(TestingConsent consent, String ago) {
        TestingSql.run(
                "UPDATE consent_attempt SET taken_at = clock_timestamp() - ?::interval, code_verifier = NULL"
                        + " WHERE tenant = ?",
                ago,
                consent.tenant().tenant());
    }

    @Test
    void aCallbackThatFailedAndIsOpenedAgainIsOverAndLeadsBack() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.declined();
        consent.browser().get(callback);
        String before = consent.everythingStored();

        HttpResponse<String> again = consent.browser().get(callback);

        consent.assertLeadsBack(again, 410);
        assertThat(again.body()).contains("This sign-in is over");
        assertThat(consent.everythingStored()).isEqualTo(before);
        consent.assertWorksAgain();
    }

    /** A page that ends well takes the cookie away; whoever never had it hears nothing of one that did not. */
    @Test
    void whoComesAgainWithoutTheCookieHearsThatAllIsWellAndNothingElse() {
        TestingConsent connected = TestingConsent.create();
        URI callback = connected.allowed();
        connected.browser().get(callback);
        TestingConsent failed = TestingConsent.create();
        URI declined = failed.declined();
        failed.browser().get(declined);

        HttpResponse<String> well = new TestingBrowser().get(callback);
        HttpResponse<String> over = new TestingBrowser().get(declined);

        assertThat(well.statusCode()).isEqualTo(410);
        assertThat(well.body()).contains("all is well").doesNotContain("/consent/", connected.email());
        assertThat(over.statusCode()).isEqualTo(400);
        assertThat(over.body()).contains("We could not match").doesNotContain("/consent/", failed.email());
    }

    /** In the browser that began, with its cookie: nothing is asked of the database that it could not hold. */
    @ParameterizedTest
    @ValueSource(strings = {"%00", "UPPER", "a%20b"})
    void anIntegrationThatCannotBeIsNoFault(String name) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        URI odd = URI.create(callback.resolve("/oauth/callback/") + name + "?" + callback.getRawQuery());

        assertThat(consent.browser().get(odd).statusCode()).isEqualTo(400);
        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }

    /** Browsers and scanners ask so before they open an address, and some of them with the cookie. */
    @Test
    void headDoesNothing() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        var cookie = consent.browser().cookies().entrySet().iterator().next();
        TestingSql.run(
                "UPDATE consent_link SET used_at = clock_timestamp() WHERE tenant = ?",
                consent.tenant().tenant());
        new TestingBrowser().get(consent.link().resolve("no-such-link"));
        String before = consent.everythingStored();
        double unknown = TestingMetrics.value("countersign_consent_results_total{outcome=\"link_unknown\"}");

        for (URI address : List.of(callback, consent.link(), consent.link().resolve("no-such-link"))) {
            HttpResponse<String> answer = TestingCookies.head(address, cookie.getKey() + "=" + cookie.getValue());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        }

        assertThat(consent.everythingStored()).isEqualTo(before);
        assertThat(TestingMetrics.value("countersign_consent_results_total{outcome=\"link_unknown\"}"))
                .isEqualTo(unknown);
        TestingSql.run(
                "UPDATE consent_link SET used_at = NULL WHERE tenant = ?",
                consent.tenant().tenant());
        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }
}
