package io.countersign.consent;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Renders the shipped templates with a plain Qute engine, set up as Quarkus does (escaping, strict, no blank lines).
 */
final class TestingPages {
    private final Engine engine = Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .addLocator(TestingPages::locate)
            .strictRendering(true)
            .removeStandaloneLines(true)
            .build();

    String render(ConsentPage page) {
        return template("consent/consent-page.html")
                .data("tenantName", page.tenantName())
                .data("appName", page.appName())
                .data("demo", page.demo())
                .data("permissions", page.permissions())
                .data("linkEnds", page.linkEnds())
                .data("expectedEmail", page.expectedEmail())
                .data("expectedAccountId", page.expectedAccountId())
                .data("userId", page.userId())
                .data("userEmail", page.userEmail())
                .data("admin", page.admin())
                .data("action", page.action())
                .render();
    }

    String render(ResultPage page) {
        return template("consent/result-page.html")
                .data("text", page.text())
                .data("facts", page.facts())
                .data("consentLink", page.consentLink())
                .render();
    }

    String render(AccountPage page) {
        return template("consent/account-page.html")
                .data("tenantName", page.tenantName())
                .data("person", page.person())
                .data("accounts", page.accounts())
                .data("attempt", page.attempt())
                .data("action", page.action())
                .data("missing", page.missing())
                .render();
    }

    PageSecurity security() {
        return new PageSecurity(engine.getTemplate("consent/style.css"));
    }

    private TemplateInstance template(String id) {
        Template template = engine.getTemplate(id);
        return template.instance();
    }

    private static Optional<TemplateLocation> locate(String id) {
        try (InputStream resource = TestingPages.class.getResourceAsStream("/templates/" + id)) {
            if (resource == null) {
                return Optional.empty();
            }
            String content = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            String type = id.endsWith(".html") ? Variant.TEXT_HTML : "text/css";
            return Optional.of(new Location(content, Variant.forContentType(type)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Location(String content, Variant variant) implements TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(content);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(variant);
        }
    }
}
