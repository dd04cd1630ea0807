package io.countersign.consent;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One page of every kind, by a name for it. */
final class PageExamples {
    static final URI LINK = URI.create("/consent/cl_9Rz1d0Yk");

    private PageExamples() {}

    static ConsentPage consentPage(@Nullable String expectedEmail, @Nullable String expectedAccountId) {
        return ConsentPage.of(
                new ConsentPage.Request(
                        "Acme GmbH",
                        "contract-sync",
                        expectedEmail == null,
                        List.of("signature", "extended", "openid", "weather_read"),
                        Instant.parse("2026-11-21T09:05:59Z"),
                        expectedEmail,
                        expectedAccountId),
                LINK);
    }

    static Stream<ConsentResult> results() {
        Signer jane = new Signer("Jane Doe", "jane.doe@acme.example");
        return Stream.concat(
                Stream.of(
                        new Connected("Acme GmbH, Legal", jane),
                        new AwaitingConfirmation(jane),
                        new WrongSigner("finance@acme.example", "6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11", jane),
                        new SignerWithoutAccount(jane)),
                Arrays.stream(ConsentStop.values()));
    }

    static Map<String, String> allRendered(TestingPages pages) {
        Map<String, String> rendered = new LinkedHashMap<>();
        rendered.put("consent", pages.render(consentPage(null, null)));
        rendered.put(
                "consent-pinned",
                pages.render(consentPage("finance@acme.example", "6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11")));
        results().forEach(result -> {
            String name = result instanceof ConsentStop stop
                    ? stop.name()
                    : result.getClass().getSimpleName();
            rendered.put(name, pages.render(ResultPage.of(result, LINK)));
            rendered.put(name + "-no-link", pages.render(ResultPage.of(result, null)));
        });
        return rendered;
    }
}
