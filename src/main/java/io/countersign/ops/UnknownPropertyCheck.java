package io.countersign.ops;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * A property of Countersign's that Countersign does not know is most likely a slip, and what it should have set has its
 * default.
 */
final class UnknownPropertyCheck implements StartupCheck {
    private static final String PREFIX = "countersign.";

    /** Stands for a name that an operator chooses. */
    private static final String CHOSEN = "\"name\"";

    /** Every property there is; docs/operations.md explains them. */
    static final Set<String> KNOWN = Set.of(
            "countersign.audit.kept",
            "countersign.audit.seal-every",
            "countersign.bootstrap.api-key",
            "countersign.bootstrap.api-key-file",
            "countersign.caller.certificate.trust",
            "countersign.caller.oidc.\"name\".audience",
            "countersign.caller.oidc.\"name\".ca-file",
            "countersign.caller.oidc.\"name\".issuer",
            "countersign.caller.oidc.\"name\".jwks-url",
            "countersign.caller.oidc.\"name\".token-file",
            "countersign.console.enabled",
            "countersign.consent.attempt-life",
            "countersign.consent.link-life",
            "countersign.consent.longest-link-life",
            "countersign.consent.return-origins",
            "countersign.docusign.call-timeout",
            "countersign.docusign.connect-timeout",
            "countersign.docusign.demo.auth-url",
            "countersign.docusign.production.auth-url",
            "countersign.docusign.proxy",
            "countersign.docusign.proxy-password",
            "countersign.docusign.proxy-user",
            "countersign.docusign.refresh-token-life",
            "countersign.http.header-deadline",
            "countersign.issuing.cache-size",
            "countersign.issuing.database-deadline",
            "countersign.issuing.fresh-for",
            "countersign.issuing.records-kept",
            "countersign.issuing.stale-while-database-down",
            "countersign.issuing.wait",
            "countersign.keyring.directory",
            "countersign.keyring.primary",
            "countersign.keyring.wait",
            "countersign.limit.caller-per-second",
            "countersign.limit.failed-logins-per-second",
            "countersign.limit.pages-per-second",
            "countersign.migrate-only",
            "countersign.restored",
            "countersign.notice.allow-private-targets",
            "countersign.notice.background",
            "countersign.notice.call-timeout",
            "countersign.notice.proxy",
            "countersign.notice.proxy-password",
            "countersign.notice.proxy-user",
            "countersign.notice.retention",
            "countersign.ops.allow-plain-database",
            "countersign.ops.statement-deadline",
            "countersign.ops.wait-for-database",
            "countersign.public-url",
            "countersign.refresh.background",
            "countersign.refresh.max-per-second",
            "countersign.refresh.outage-horizon",
            "countersign.refresh.warn-every",
            "countersign.verify-trail");

    private static final Set<String> KNOWN_WORDS = KNOWN.stream()
            .filter(name -> !name.contains(CHOSEN))
            .map(UnknownPropertyCheck::words)
            .collect(Collectors.toUnmodifiableSet());

    private static final List<Pattern> KNOWN_FORMS = KNOWN.stream()
            .filter(name -> name.contains(CHOSEN))
            .map(UnknownPropertyCheck::form)
            .toList();

    @Override
    public List<Finding> check(Config configuration) {
        return StreamSupport.stream(configuration.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !isKnown(words(name)))
                .sorted()
                .map(name -> Finding.warn(
                        name,
                        "is not a property of Countersign and changes nothing. Look for a slip of the pen;"
                                + " docs/operations.md"
                                + " lists them all."))
                .toList();
    }

    private static boolean isKnown(String words) {
        return KNOWN_WORDS.contains(words)
                || KNOWN_FORMS.stream().anyMatch(form -> form.matcher(words).matches());
    }

    private static Pattern form(String name) {
        String[] around = name.split(CHOSEN, 2);
        return Pattern.compile(Pattern.quote(words(around[0])) + ".+" + Pattern.quote(words(around[1])));
    }

    /** The name of an environment variable does not tell dots from hyphens; list elements carry their index. */
    private static String words(String name) {
        return name.replaceFirst("\\[\\d+]$", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ".");
    }
}
