package io.countersign.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.docusign.Environment;
import io.countersign.integration.GoLiveCheck.Status;
import io.countersign.integration.GoLiveFacts.Known;
import io.countersign.integration.GoLiveFacts.Twin;
import io.countersign.integration.GoLiveFacts.Use;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an integration lacks in production, row by row. */
class GoLiveTest {
    private static final Known NONE = new Known(0, 0);
    private static final Known UNTRIED = new Known(2, 0);
    private static final Known TAKEN = new Known(2, 1);
    private static final Use USED = new Use(1, 0, 0, 1);

    private static RegisteredApp app(Environment environment, ClientType type, String... scopes) {
        return new RegisteredApp(environment, "key", type, List.of(scopes), "Contract Sync", null);
    }

    private static RegisteredApp production() {
        return app(Environment.PRODUCTION, ClientType.CONFIDENTIAL, "signature", "extended");
    }

    private static Twin twin(ClientType type, long rsaKeys, String... scopes) {
        return new Twin("main-demo", app(Environment.DEMO, type, scopes), rsaKeys);
    }

    private static GoLiveFacts facts(
            RegisteredApp app, String url, Known secrets, Known keys, Use use, @Nullable String flag, Twin... twins) {
        return new GoLiveFacts(
                app,
                URI.create(url),
                URI.create(url + "/oauth/callback/main"),
                secrets,
                keys,
                use,
                flag,
                List.of(twins));
    }

    private static GoLiveFacts of(RegisteredApp app, Known secrets, Known keys, Use use, Twin... twins) {
        return facts(app, "https://vault.example", secrets, keys, use, null, twins);
    }

    private static GoLiveCheck check(GoLiveFacts facts, GoLiveNeed need) {
        return GoLive.judge(facts).get(need.ordinal());
    }

    private static Status status(GoLiveFacts facts, GoLiveNeed need) {
        return check(facts, need).status();
    }

    @Test
    void isReadyWhenNothingIsMissing() {
        GoLiveFacts facts =
                of(production(), TAKEN, NONE, USED, twin(ClientType.CONFIDENTIAL, 0, "signature", "extended"));

        assertThat(GoLive.judge(facts)).extracting(GoLiveCheck::need).containsExactly(GoLiveNeed.values());
        assertThat(GoLive.judge(facts)).extracting(GoLiveCheck::status).containsOnly(Status.OK);
        assertThat(GoLive.judge(facts))
                .allSatisfy(check -> assertThat(check.detail()).endsWith("."));
        assertThat(GoLiveView.of(GoLive.judge(facts)).ready()).isTrue();
        assertThat(GoLiveView.of(GoLive.judge(of(production(), UNTRIED, NONE, USED)))
                        .ready())
                .as("what is unknown is not missing")
                .isTrue();
        assertThat(GoLiveView.of(GoLive.judge(of(production(), NONE, NONE, USED)))
                        .ready())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://vault.example, OK",
        "http://vault.example, MISSING",
        "https://localhost:8443, MISSING",
        "https://vault.LOCALHOST, MISSING",
        "https://127.1.2.3, MISSING",
        "https://[::1]:8443, MISSING",
    })
    void wantsAPublicAddressOnHttps(String url, Status expected) {
        GoLiveFacts facts = facts(production(), url, TAKEN, NONE, USED, null);

        assertThat(status(facts, GoLiveNeed.PUBLIC_URL)).isEqualTo(expected);
        assertThat(status(facts, GoLiveNeed.REDIRECT_URI)).isEqualTo(expected);
    }

    @Test
    void doesNotKnowTheRedirectUriBeforeAConsent() {
        GoLiveCheck check = check(of(production(), TAKEN, NONE, new Use(1, 0, 0, 0)), GoLiveNeed.REDIRECT_URI);

        assertThat(check.status()).isEqualTo(Status.UNKNOWN);
        assertThat(check.detail()).contains("exactly https://vault.example/oauth/callback/main in");
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIDENTIAL, 0, 0, 1, 0, MISSING",
        "CONFIDENTIAL, 0, 0, 0, 0, MISSING",
        "CONFIDENTIAL, 1, 0, 1, 0, UNKNOWN",
        "CONFIDENTIAL, 2, 1, 1, 0, OK",
        "CONFIDENTIAL, 0, 0, 0, 1, OK",
        "CONFIDENTIAL, 0, 0, 1, 1, MISSING",
        "PUBLIC, 0, 0, 1, 0, OK",
    })
    void wantsAClientSecretThatDocuSignHasTakenWhereOneIsNeeded(
            ClientType type, long registered, long worked, long exchanging, long asserting, Status expected) {
        GoLiveFacts facts = of(
                app(Environment.PRODUCTION, type, "signature", "extended"),
                new Known(registered, worked),
                TAKEN,
                new Use(exchanging, asserting, 0, 1));

        assertThat(status(facts, GoLiveNeed.CLIENT_SECRET)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, OK", "1, 0, 0, MISSING", "1, 1, 0, UNKNOWN", "1, 1, 1, OK"})
    void wantsAnRsaKeyThatDocuSignHasTakenWhereOneIsNeeded(
            long asserting, long registered, long worked, Status expected) {
        GoLiveFacts facts = of(production(), TAKEN, new Known(registered, worked), new Use(1, asserting, 0, 1));

        assertThat(status(facts, GoLiveNeed.RSA_KEY)).isEqualTo(expected);
    }

    @Test
    void anRsaKeyThatIsRefusedNowIsMissingThoughItWorkedBefore() {
        GoLiveFacts facts =
                facts(production(), "https://vault.example", TAKEN, TAKEN, new Use(1, 1, 0, 1), "rsa_key_refused");

        assertThat(status(facts, GoLiveNeed.RSA_KEY)).isEqualTo(Status.MISSING);
    }

    @Test
    void wantsAConsentThatCameBack() {
        assertThat(status(of(production(), TAKEN, NONE, new Use(1, 0, 0, 0)), GoLiveNeed.CONSENT))
                .isEqualTo(Status.MISSING);
        assertThat(status(of(production(), TAKEN, NONE, USED), GoLiveNeed.CONSENT))
                .isEqualTo(Status.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, signature extended, MISSING, 1 connection asks without extended",
        "2, 0, signature, MISSING, 2 connections ask without extended",
        "0, 0, signature, UNKNOWN, every 30 days",
        "0, 1, signature, OK, signature",
        "0, 1, signature impersonation, OK, need no impersonation",
        "0, 0, signature extended, OK, signature extended",
    })
    void tellsWhatScopesMean(long brief, long asserting, String scopes, Status expected, String words) {
        RegisteredApp app = app(Environment.PRODUCTION, ClientType.CONFIDENTIAL, scopes.split(" "));
        GoLiveCheck check = check(of(app, TAKEN, TAKEN, new Use(brief, asserting, brief, 1)), GoLiveNeed.SCOPES);

        assertThat(check.status()).isEqualTo(expected);
        assertThat(check.detail()).contains(words);
    }

    @Test
    void tellsWhereTheDemoTwinDiffers() {
        Twin differing = new Twin(
                "other-demo",
                new RegisteredApp(Environment.DEMO, "key", ClientType.PUBLIC, List.of("signature"), "Trial", null),
                1);
        GoLiveCheck check = check(of(production(), TAKEN, NONE, USED, differing), GoLiveNeed.DEMO_TWIN);

        assertThat(check.status()).isEqualTo(Status.UNKNOWN);
        assertThat(check.detail())
                .startsWith("It differs from other-demo in scopes (there signature), client_type (there public),"
                        + " display_name (there Trial), RSA keys (there some).");
        assertThat(status(of(production(), TAKEN, NONE, USED), GoLiveNeed.DEMO_TWIN))
                .isEqualTo(Status.UNKNOWN);
    }

    /** Asked of the demo side, it names the other one: that is where it is decided. */
    @Test
    void aDemoIntegrationIsNotInProduction() {
        RegisteredApp demo = app(Environment.DEMO, ClientType.CONFIDENTIAL, "signature", "extended");
        GoLiveCheck alone = check(of(demo, TAKEN, NONE, USED), GoLiveNeed.ENVIRONMENT);
        GoLiveCheck beside =
                check(of(demo, TAKEN, NONE, USED, new Twin("main", production(), 0)), GoLiveNeed.ENVIRONMENT);

        assertThat(alone.status()).isEqualTo(Status.MISSING);
        assertThat(alone.detail()).contains("reviewed");
        assertThat(beside.status()).isEqualTo(Status.MISSING);
        assertThat(beside.detail()).endsWith(": main.");
    }

    @Test
    void aFlagStandsInTheWay() {
        GoLiveCheck check = check(
                facts(production(), "https://vault.example", TAKEN, NONE, USED, "client_refused"), GoLiveNeed.FLAG);

        assertThat(check.status()).isEqualTo(Status.MISSING);
        assertThat(check.detail()).contains("client_refused", "integration_key", "client secret");
    }

    @Test
    void aRefusedClientIsNoUntriedOne() {
        GoLiveFacts facts = facts(production(), "https://vault.example", UNTRIED, NONE, USED, "client_refused");

        assertThat(check(facts, GoLiveNeed.CLIENT_SECRET).status()).isEqualTo(Status.MISSING);
    }

    @Test
    void theDocumentListsTheChecks() throws IOException {
        String section = Files.readString(Path.of("docs/api.md"))
                .split("\n## Go-live checks\n", 2)[1]
                .split("\n## ", 2)[0];

        assertThat(Pattern.compile("(?m)^\\| `([a-z_]+)` \\|").matcher(section).results())
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(Arrays.stream(GoLiveNeed.values())
                        .map(GoLiveNeed::wireName)
                        .toList());
    }
}
