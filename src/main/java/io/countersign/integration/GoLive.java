package io.countersign.integration;

import static io.countersign.integration.GoLiveCheck.missing;
import static io.countersign.integration.GoLiveCheck.ok;
import static io.countersign.integration.GoLiveCheck.unknown;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an integration lacks to work in production, from what is known here: DocuSign is asked nothing. Missing
 * is only what certainly does not work; what shows at the first consent is unknown until then.
 */
final class GoLive {
    private GoLive() {}

    /** One check for each {@link GoLiveNeed}, in their order. */
    static List<GoLiveCheck> judge(GoLiveFacts facts) {
        return List.of(
                environment(facts),
                publicUrl(facts),
                redirectUri(facts),
                clientSecret(facts),
                rsaKey(facts),
                consent(facts),
                scopes(facts),
                demoTwin(facts),
                flag(facts.flag()));
    }

    private static GoLiveCheck environment(GoLiveFacts facts) {
        if (facts.isProduction()) {
            return ok(GoLiveNeed.ENVIRONMENT, "The app is used in DocuSign's production environment.");
        }
        return missing(
                GoLiveNeed.ENVIRONMENT,
                facts.twins().isEmpty()
                        ? "The app is used in DocuSign's demo environment. Have it reviewed there (Apps and Keys,"
                                + " Go-Live), then put an integration of the same integration_key with environment"
                                + " production beside this one."
                        : "The app is used in DocuSign's demo environment. Look at its production side instead: "
                                + names(facts) + ".");
    }

    private static GoLiveCheck publicUrl(GoLiveFacts facts) {
        return isPublic(facts.publicUrl())
                ? ok(GoLiveNeed.PUBLIC_URL, "Browsers reach this service at " + facts.publicUrl() + ".")
                : missing(
                        GoLiveNeed.PUBLIC_URL,
                        "Customers cannot safely open " + facts.publicUrl() + ". Set countersign.public-url to an https"
                                + " address that is not this machine's own.");
    }

    private static GoLiveCheck redirectUri(GoLiveFacts facts) {
        URI address = facts.redirectUri();
        if (!isPublic(address)) {
            return missing(
                    GoLiveNeed.REDIRECT_URI,
                    "It is " + address + " now, and follows countersign.public-url. DocuSign takes only https addresses"
                            + " from apps in production.");
        }
        return facts.use().consented() == 0
                ? unknown(
                        GoLiveNeed.REDIRECT_URI,
                        "Register exactly " + address + " in Apps and Keys, in the environment of this integration:"
                                + " addresses do not move along from demo. Whether it is there shows at the first"
                                + " consent.")
                : ok(
                        GoLiveNeed.REDIRECT_URI,
                        "It is " + address + ". A consent has come back; if countersign.public-url has changed since,"
                                + " register it again.");
    }

    private static GoLiveCheck clientSecret(GoLiveFacts facts) {
        if (facts.app().clientType() == ClientType.PUBLIC) {
            return ok(
                    GoLiveNeed.CLIENT_SECRET,
                    "None is needed: the app is a public client, and PKCE protects its codes.");
        }
        if (facts.use().exchanging() == 0 && facts.use().asserting() > 0) {
            return ok(GoLiveNeed.CLIENT_SECRET, "None is needed: each connection names the user whom it impersonates.");
        }
        if ("client_refused".equals(facts.flag()) && facts.secrets().registered() > 0) {
            return missing(
                    GoLiveNeed.CLIENT_SECRET,
                    "DocuSign refuses the integration_key or every client secret that is registered here.");
        }
        return credential(
                GoLiveNeed.CLIENT_SECRET,
                facts.secrets(),
                "There is no client secret. Add one in Apps and Keys, in the environment of this integration (secrets"
                        + " do not move along from demo), and give it to this integration.",
                "DocuSign has not taken a client secret yet: that shows at the first consent. A secret from demo does"
                        + " not work in production.",
                "DocuSign has taken a client secret.");
    }

    private static GoLiveCheck rsaKey(GoLiveFacts facts) {
        if (facts.use().asserting() == 0) {
            return ok(GoLiveNeed.RSA_KEY, "None is needed: no connection impersonates a user (jwt_bearer).");
        }
        if ("rsa_key_refused".equals(facts.flag()) && facts.rsaKeys().registered() > 0) {
            return missing(
                    GoLiveNeed.RSA_KEY,
                    "DocuSign refuses every RSA key that is registered here. Upload each public_key in Apps and Keys,"
                            + " in the environment of this integration.");
        }
        return credential(
                GoLiveNeed.RSA_KEY,
                facts.rsaKeys(),
                "Connections impersonate users (jwt_bearer), and there is no RSA key pair. Make one with POST"
                        + " …/rsa-keys and upload its public_key in Apps and Keys, in the environment of this"
                        + " integration.",
                "DocuSign has not taken anything signed with an RSA key yet: that shows with the first token. Upload"
                        + " each public_key in Apps and Keys, in the environment of this integration.",
                "DocuSign has taken what an RSA key signed.");
    }

    private static GoLiveCheck credential(
            GoLiveNeed need, GoLiveFacts.Known known, String none, String untried, String taken) {
        if (known.registered() == 0) {
            return missing(need, none);
        }
        return known.worked() == 0 ? unknown(need, untried) : ok(need, taken);
    }

    private static GoLiveCheck consent(GoLiveFacts facts) {
        return facts.use().consented() == 0
                ? missing(
                        GoLiveNeed.CONSENT,
                        "No consent has come back through this integration. Connect a tenant of your own once, with"
                                + " a user of this environment, before you ask customers.")
                : ok(GoLiveNeed.CONSENT, "A consent has come back through this integration.");
    }

    private static GoLiveCheck scopes(GoLiveFacts facts) {
        List<String> scopes = facts.app().scopes();
        long brief = facts.use().brief();
        if (brief > 0) {
            return missing(
                    GoLiveNeed.SCOPES,
                    counted(brief) + " without extended: their people have to consent anew every 30 days, however often"
                            + " the tokens are renewed. Add extended to the scopes, then let each of them consent once"
                            + " more.");
        }
        if (scopes.contains("impersonation")) {
            return ok(
                    GoLiveNeed.SCOPES,
                    "They need no impersonation: connections with jwt_bearer ask for it by themselves, and others ask"
                            + " people for more than they use.");
        }
        return scopes.contains("extended") || facts.use().asserting() > 0
                ? ok(GoLiveNeed.SCOPES, "Connections ask for " + String.join(" ", scopes) + " where they do not say.")
                : unknown(
                        GoLiveNeed.SCOPES,
                        "They lack extended, and no connection uses that now: one that will has to be consented to anew"
                                + " every 30 days.");
    }

    private static GoLiveCheck demoTwin(GoLiveFacts facts) {
        if (!facts.isProduction()) {
            return ok(GoLiveNeed.DEMO_TWIN, "This is the demo side itself.");
        }
        if (facts.twins().isEmpty()) {
            return unknown(
                    GoLiveNeed.DEMO_TWIN,
                    "No demo integration here has this integration_key. DocuSign lets a key into production after it"
                            + " has reviewed it in demo; whether it has cannot be seen here.");
        }
        List<String> differing = facts.twins().stream()
                .map(twin -> differences(facts, twin))
                .filter(found -> !found.isEmpty())
                .toList();
        return differing.isEmpty()
                ? ok(GoLiveNeed.DEMO_TWIN, "It is set up like " + names(facts) + ".")
                : unknown(
                        GoLiveNeed.DEMO_TWIN,
                        String.join(" ", differing) + " What was tried there says little where they differ.");
    }

    private static String differences(GoLiveFacts facts, GoLiveFacts.Twin twin) {
        List<String> found = new ArrayList<>();
        if (!twin.app().scopes().equals(facts.app().scopes())) {
            found.add("scopes (there " + String.join(" ", twin.app().scopes()) + ")");
        }
        if (twin.app().clientType() != facts.app().clientType()) {
            found.add("client_type (there " + twin.app().clientType().wireName() + ")");
        }
        if (!twin.app().displayName().equals(facts.app().displayName())) {
            found.add("display_name (there " + twin.app().displayName() + ")");
        }
        if ((twin.rsaKeys() > 0) != (facts.rsaKeys().registered() > 0)) {
            found.add("RSA keys (there " + (twin.rsaKeys() > 0 ? "some" : "none") + ")");
        }
        return found.isEmpty() ? "" : "It differs from " + twin.name() + " in " + String.join(", ", found) + ".";
    }

    private static GoLiveCheck flag(@Nullable String reason) {
        return reason == null
                ? ok(GoLiveNeed.FLAG, "Nobody has to look at it.")
                : missing(GoLiveNeed.FLAG, "It is flagged (" + reason + "): " + advice(reason) + " Mend that first.");
    }

    private static String advice(String reason) {
        return switch (reason) {
            case "client_refused" ->
                "DocuSign refuses its integration_key or every client secret. Compare both with Apps and Keys, in the"
                        + " environment of this integration.";
            case "client_secret_missing" -> "it has no client secret.";
            case "rsa_key_refused" ->
                "DocuSign refuses every RSA key. Upload each public_key in Apps and Keys, in the environment of this"
                        + " integration.";
            case "rsa_key_missing" -> "it has no RSA key pair.";
            // A flag of a later release, too.
            default -> "see what the list of audit events says of integration.flagged.";
        };
    }

    private static String names(GoLiveFacts facts) {
        return facts.twins().stream().map(GoLiveFacts.Twin::name).collect(Collectors.joining(", "));
    }

    private static String counted(long connections) {
        return connections == 1 ? "1 connection asks" : connections + " connections ask";
    }

    /** Whether people elsewhere may reach this address, and safely. */
    private static boolean isPublic(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        boolean own = host.isEmpty()
                || host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("0.0.0.0")
                || host.equals("[::1]")
                || host.equals("[::]");
        return "https".equalsIgnoreCase(address.getScheme()) && !own;
    }
}
