package io.countersign.consent;

import io.countersign.connection.Account;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.docusign.Environment;
import io.countersign.grant.ConsentOutcome;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One page of every kind, by a name for it. */
final class PageExamples {
    static final URI LINK = URI.create("/consent/cl_9Rz1d0Yk");

    private PageExamples() {}

    static ConsentPage consentPage(@Nullable String expectedEmail, @Nullable String expectedAccountId) {
        return ConsentPage.of(
                link("Acme GmbH", "Contract Sync", "weather_read", expectedEmail, expectedAccountId), LINK);
    }

    /** A link of the demo environment, or of the other one if it is pinned to an address. */
    static ConsentLink link(
            String tenantName,
            String appName,
            String scope,
            @Nullable String expectedEmail,
            @Nullable String expectedAccountId) {
        return new ConsentLink(
                new ConnectionId("acme", "default", UUID.randomUUID()),
                new byte[32],
                ConsentLink.Status.OPEN,
                false,
                Instant.parse("2026-11-21T09:05:59Z"),
                null,
                tenantName,
                "contract-sync",
                appName,
                expectedEmail == null ? Environment.DEMO : Environment.PRODUCTION,
                LinkKind.INDIVIDUAL,
                GrantType.AUTHORIZATION_CODE,
                null,
                List.of("signature", "extended", "openid", scope),
                expectedEmail,
                expectedAccountId,
                null,
                new byte[0]);
    }

    /** For the person whom the settings name by this id, of whom DocuSign has told the address. */
    static ConsentPage userPage(String userId) {
        ConsentLink link = link("Acme GmbH", "Contract Sync", "impersonation", null, null);
        return ConsentPage.of(
                new ConsentLink(
                        link.id(),
                        link.hash(),
                        link.status(),
                        false,
                        link.expiresAt(),
                        null,
                        link.tenantDisplayName(),
                        link.integration(),
                        link.appName(),
                        link.environment(),
                        LinkKind.INDIVIDUAL,
                        GrantType.JWT_BEARER,
                        userId,
                        List.of("signature", "impersonation"),
                        null,
                        null,
                        "robot@acme.example",
                        link.wrappedKeyset()),
                LINK);
    }

    /** One for an administrator of the whole organisation. */
    static ConsentLink adminLink() {
        ConsentLink link = link("Acme GmbH", "contract-sync", "openid", "finance@acme.example", null);
        return new ConsentLink(
                link.id(),
                link.hash(),
                link.status(),
                false,
                link.expiresAt(),
                null,
                link.tenantDisplayName(),
                link.integration(),
                link.appName(),
                link.environment(),
                LinkKind.ADMIN,
                GrantType.JWT_BEARER,
                null,
                List.of("signature", "impersonation"),
                link.expectedEmail(),
                null,
                "finance@acme.example",
                link.wrappedKeyset());
    }

    /** For somebody with two accounts of one name and one without any. */
    static AccountPage accountPage(boolean missing) {
        List<Account> accounts = List.of(
                new Account("6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11", "Acme GmbH", "https://demo.docusign.net"),
                new Account("b1", "Acme GmbH", "https://demo.docusign.net"),
                new Account("c1", null, "https://demo.docusign.net"));
        return AccountPage.of(
                "Acme GmbH",
                new Consenter("jane", "Jane Doe", "jane.doe@acme.example", accounts),
                "0123456789abcdef",
                URI.create("/consent/account"),
                missing);
    }

    /** Everything that is decided of a consent that somebody gave. */
    static List<ConsentOutcome> outcomes() {
        Account account = new Account("a1", "Acme GmbH, Legal", "https://demo.docusign.net");
        return List.of(
                new ConsentOutcome.Connected(account),
                new ConsentOutcome.Pending(List.of(account)),
                new ConsentOutcome.WrongEmail("finance@acme.example"),
                new ConsentOutcome.WrongAccount("6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11"),
                new ConsentOutcome.WithoutAccount());
    }

    static ConsentResult decided(ConsentOutcome outcome) {
        return new ConsentResult.Decided(
                new Consenter("jane", "Jane Doe", "jane.doe@acme.example", List.of()), outcome);
    }

    static Map<String, String> allRendered(TestingPages pages) {
        Map<String, String> rendered = new LinkedHashMap<>();
        rendered.put("consent", pages.render(consentPage(null, null)));
        rendered.put(
                "consent-pinned",
                pages.render(consentPage("finance@acme.example", "6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11")));
        rendered.put("consent-user", pages.render(userPage("11111111-1111-1111-1111-111111111111")));
        rendered.put("consent-admin", pages.render(ConsentPage.of(adminLink(), LINK)));
        rendered.put("Granted", pages.render(ResultPage.of(new ConsentResult.Granted("Acme GmbH"), LINK)));
        rendered.put("busy", pages.render(ResultPage.of(StoppedWords.NETWORK_BUSY)));
        rendered.put("account", pages.render(accountPage(false)));
        rendered.put("account-missing", pages.render(accountPage(true)));
        outcomes().forEach(outcome -> {
            String name = outcome.getClass().getSimpleName();
            rendered.put(name, pages.render(ResultPage.of(decided(outcome), LINK)));
            rendered.put(name + "-no-link", pages.render(ResultPage.of(decided(outcome), null)));
        });
        Arrays.stream(ConsentEnd.values()).filter(PageExamples::isAStop).forEach(end -> {
            rendered.put(end.name(), pages.render(ResultPage.of(end, LINK)));
            rendered.put(end.name() + "-no-link", pages.render(ResultPage.of(end, null)));
        });
        return rendered;
    }

    private static boolean isAStop(ConsentEnd end) {
        return outcomes().stream().noneMatch(outcome -> ConsentEnd.of(outcome) == end);
    }
}
