package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.countersign.simulator.SimulatedPerson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens while an answer of DocuSign is under way. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentConcurrencyTest {
    @Inject
    ConsentExpiry expiry;

    private final DocuSignSimulator docusign = TestDocuSign.simulator();

    @AfterEach
    void mend() {
        docusign.faults().clear();
    }

    /** Opens the callback and answers when its code is exchanged and userinfo, which is held, is asked. */
    private static CompletableFuture<HttpResponse<String>> callbackUnderWay(TestingConsent consent, HeldCall userInfo) {
        URI callback = consent.allowed();
        CompletableFuture<HttpResponse<String>> page =
                CompletableFuture.supplyAsync(() -> consent.browser().get(callback), Thread::startVirtualThread);
        TestingWait.until("userinfo is asked", userInfo::hasArrived);
        return page;
    }

    @Test
    void ofTwoConsentsThroughOneLinkTheFirstThatIsStoredCounts() throws Exception {
        // Given
        TestingConsent slow = TestingConsent.create();
        TestingConsent quick = slow.inAnotherBrowser();
        URI callback = quick.allowed();
        CompletableFuture<HttpResponse<String>> page;

        // When
        try (HeldCall userInfo = docusign.faults().hold(FaultTarget.USERINFO)) {
            page = callbackUnderWay(slow, userInfo);
            assertThat(quick.browser().get(callback).statusCode()).isEqualTo(200);
        }

        // Then
        HttpResponse<String> late = page.get(20, TimeUnit.SECONDS);
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(late.body()).contains("This link has been used");
        assertThat(TestingTrail.reason(slow.tenant().tenant(), "consent.failed"))
                .isEqualTo("link_used");
        assertThat(generation(slow)).isEqualTo(1);
    }

    @Test
    void aDisconnectWhileTheAnswerIsUnderWayLetsNothingBeStored() throws Exception {
        TestingConsent consent = TestingConsent.create();
        CompletableFuture<HttpResponse<String>> page;

        try (HeldCall userInfo = docusign.faults().hold(FaultTarget.USERINFO)) {
            page = callbackUnderWay(consent, userInfo);
            operator().delete(consent.tenant().connection()).then().statusCode(200);
        }

        HttpResponse<String> late = page.get(20, TimeUnit.SECONDS);
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(late.body()).contains("This link is no longer valid");
        consent.tenant().view().body("state", equalTo("disconnected")).body("pending", nullValue());
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("link_withdrawn");
    }

    private long generation(TestingConsent consent) {
        return TestingSql.number(
                "SELECT generation FROM connection_token WHERE tenant = ?",
                consent.tenant().tenant());
    }

    @Test
    void aBrowserThatClosesDuringTheCallbackCostsNothing() throws IOException {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        var cookie = consent.browser().cookies().entrySet().iterator().next();
        try (HeldCall exchange = docusign.faults().hold(FaultTarget.TOKEN_CODE);
                Socket socket = new Socket(callback.getHost(), callback.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + callback.getRawPath() + "?" + callback.getRawQuery() + " HTTP/1.1\r\nHost: "
                                    + callback.getAuthority() + "\r\nCookie: " + cookie.getKey() + "="
                                    + cookie.getValue()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            TestingWait.until("the code is exchanged", exchange::hasArrived);
        }

        TestingWait.until("the tenant is connected", () -> isConnectedOrTriesAgain(consent));
    }

    /**
     * Whether the vault hears of the closed browser before it has stored the consent is chance: the link leads on, or
     * is not needed any more.
     */
    private static boolean isConnectedOrTriesAgain(TestingConsent consent) {
        if (consent.tenant().view().extract().path("state").equals("active")) {
            return true;
        }
        HttpResponse<String> begun = consent.browser().post(consent.link());
        if (begun.statusCode() == 303) {
            URI docusign = URI.create(begun.headers().firstValue("Location").orElseThrow());
            consent.browser().get(new SimulatedPerson(consent.email()).allow(docusign));
        }
        return false;
    }

    @Test
    void beginningsCallbacksDisconnectsAndCleaningNeverBlockEachOther() throws Exception {
        TestingConsent consent = TestingConsent.create();
        for (int round = 0; round < 6; round++) {
            TestingConsent current = new TestingConsent(
                    consent.tenant(), consent.email(), consent.tenant().link(), new io.countersign.TestingBrowser());
            URI callback = current.allowed();
            for (int i = 0; i < 5; i++) {
                current.inAnotherBrowser().begun();
            }
            TestingSql.run(
                    "UPDATE consent_attempt SET expires_at = clock_timestamp() WHERE tenant = ?",
                    consent.tenant().tenant());
            List<Callable<Integer>> actions = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                actions.add(() -> current.inAnotherBrowser()
                        .browser()
                        .post(current.link())
                        .statusCode());
            }
            actions.add(() -> current.browser().get(callback).statusCode());
            actions.add(() -> operator().delete(consent.tenant().connection()).statusCode());
            actions.add(() -> operator().delete(consent.tenant().connection()).statusCode());
            actions.add(() -> {
                expiry.run().await().atMost(Duration.ofSeconds(10));
                return 200;
            });
            try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> status : people.invokeAll(actions)) {
                    assertThat(status.get()).isIn(200, 303, 400, 410);
                }
            }
        }
        assertThat(consent.tenant().consent(consent.email()).statusCode()).isEqualTo(200);
    }

    /** Deletions hold the token rows first: a consent that held its link before it would wait for them crosswise. */
    @Test
    void theConnectionIsLockedBeforeTheLink() {
        // Given
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String tenant = consent.tenant().tenant();
        CompletableFuture<HttpResponse<String>> page;

        // When
        try (TestingLock deletion =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant)) {
            page = CompletableFuture.supplyAsync(() -> consent.browser().get(callback));
            deletion.awaitWaiting(1);
            deletion.also("SELECT uuid FROM consent_link WHERE tenant = ? FOR UPDATE NOWAIT", tenant);
        }

        // Then
        assertThat(page.join().statusCode()).isEqualTo(200);
    }
}
