package io.countersign.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** The issuers of callers' JWTs: complete, apart from each other, and reached by https. None of them is asked. */
final class CallerIssuersCheck implements StartupCheck {
    private static final String PREFIX = "countersign.caller.oidc.";
    private static final String DANGER = "whoever is on the way could put other keys in place, and be any caller";

    /** With the name in quotes or, where it has no dot, without. */
    private static final Pattern NAMED = Pattern.compile("(" + Pattern.quote(PREFIX)
            + "(?:\"[^\"]+\"|[^.\"]+)\\.)(?:issuer|audience|jwks-url|ca-file" + "|token-file)");

    @Override
    public List<Finding> check(Config configuration) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        for (String issuer : issuers(configuration)) {
            findings.addAll(checkOne(configuration, issuer));
            configuration.getOptionalValue(issuer + "issuer", String.class).ifPresent(value -> {
                String other = named.putIfAbsent(value, issuer);
                if (other != null) {
                    findings.add(Finding.refuse(
                            issuer + "issuer",
                            "is the same as " + other + "issuer. An issuer has one audience and one set of keys: remove"
                                    + " one of them."));
                }
            });
        }
        return findings;
    }

    private static Set<String> issuers(Config configuration) {
        Set<String> issuers = new TreeSet<>();
        StreamSupport.stream(configuration.getPropertyNames().spliterator(), false)
                .map(NAMED::matcher)
                .filter(Matcher::matches)
                .forEach(found -> issuers.add(found.group(1)));
        return issuers;
    }

    private static List<Finding> checkOne(Config configuration, String issuer) {
        return Stream.of(
                        required(configuration, issuer + "issuer", "as it stands in iss of its tokens"),
                        required(
                                configuration,
                                issuer + "audience",
                                "as it stands in aud of tokens that are meant for this vault"),
                        new WebAddressCheck(issuer + "issuer", DANGER).check(configuration),
                        new WebAddressCheck(issuer + "jwks-url", DANGER).check(configuration),
                        CertificateFile.check(configuration, issuer + "ca-file").stream()
                                .toList(),
                        tokenFile(configuration, issuer))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Finding> required(Config configuration, String property, String what) {
        return configuration
                        .getOptionalValue(property, String.class)
                        .filter(value -> !value.isBlank())
                        .isPresent()
                ? List.of()
                : List.of(Finding.refuse(property, "is missing. Name it " + what + ", to the letter."));
    }

    private static List<Finding> tokenFile(Config configuration, String issuer) {
        String property = issuer + "token-file";
        Optional<Path> file = configuration.getOptionalValue(property, Path.class);
        if (file.isEmpty()) {
            return List.of();
        }
        if (!Files.isReadable(file.get())) {
            return List.of(Finding.refuse(property, "names a file that is not there or cannot be read."));
        }
        return configuration.getOptionalValue(issuer + "jwks-url", String.class).isPresent()
                ? List.of()
                : List.of(Finding.warn(
                        property,
                        "is set without jwks-url, so the token goes to the issuer's host alone. If its discovery"
                                + " document names another host for the keys, give that address as jwks-url."));
    }
}
