package io.countersign.ops;

import io.countersign.egress.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Switches of Quarkus for development, with which a client takes everybody for the server it wanted. The calls to
 * DocuSign do not heed them; what is set all the same is a slip, or would reach a client that comes later.
 */
final class OutgoingTlsCheck implements StartupCheck {
    private static final List<String> ADDRESSES =
            List.of("countersign.docusign.demo.auth-url", "countersign.docusign.production.auth-url");

    /** @param name in small letters, everything else a dot, as an environment variable can tell it */
    private record Switch(Pattern name, Predicate<String> dangerous) {}

    private static final List<Switch> SWITCHES = List.of(
            new Switch(
                    Pattern.compile("quarkus\\.(tls|rest\\.client)\\.(.+\\.)?trust\\.all"), "true"::equalsIgnoreCase),
            new Switch(Pattern.compile("quarkus\\.rest\\.client\\.(.+\\.)?verify\\.host"), "false"::equalsIgnoreCase),
            new Switch(
                    Pattern.compile("quarkus\\.tls\\.(.+\\.)?hostname\\.verification\\.algorithm"),
                    "none"::equalsIgnoreCase));

    @Override
    public List<Finding> check(Config configuration) {
        boolean onThisMachine = ADDRESSES.stream().allMatch(address -> isLoopback(configuration, address));
        return StreamSupport.stream(configuration.getPropertyNames().spliterator(), false)
                .filter(name -> isDangerous(name, configuration))
                .sorted()
                .map(name -> onThisMachine ? Finding.warn(name, danger()) : Finding.refuse(name, danger()))
                .toList();
    }

    private static String danger() {
        return "lets whoever stands in between pose as the server that is called. Take it out; where a certificate is"
                + " not trusted, put its authority into the trust store (javax.net.ssl.trustStore).";
    }

    private static boolean isDangerous(String name, Config configuration) {
        String words = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ".");
        return SWITCHES.stream()
                .filter(each -> each.name().matcher(words).matches())
                .anyMatch(each -> value(configuration, name).anyMatch(each.dangerous()));
    }

    private static Stream<String> value(Config configuration, String name) {
        return configuration.getOptionalValue(name, String.class).map(String::strip).stream();
    }

    /** What is not set is DocuSign's own. */
    private static boolean isLoopback(Config configuration, String property) {
        return configuration
                .getOptionalValue(property, String.class)
                .map(OutgoingTlsCheck::host)
                .map(Loopback::is)
                .orElse(false);
    }

    private static @Nullable String host(String address) {
        try {
            return new URI(address).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
