package io.countersign.docusign;

import io.countersign.docusign.UserInfoAnswer.LeftOut;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of an account's API are believed. Services send access tokens to them, so a foreign one would be a
 * leak and an internal one a hole in the network (SSRF). DocuSign adds servers, so a list of hosts would not do.
 */
final class ApiAddresses {

    private static final List<String> SUFFIXES = List.of(".docusign.net", ".docusign.com");
    private static final int HTTPS_PORT = 443;
    private static final Pattern ROOT = Pattern.compile("/?|(?i:/restapi)(/.*)?");

    private final boolean loopbackToo;

    /**
     * @param authUrl the authorization server; if it stands on loopback it is a simulator, and its API may stand there
     *     too
     */
    ApiAddresses(URI authUrl) {
        loopbackToo = isLoopback(authUrl);
    }

    /** What came of it. */
    sealed interface Judgement {}

    /** @param baseUri scheme, host and port: what the API's paths are appended to */
    record Usable(URI baseUri) implements Judgement {}

    /** It must not be used. */
    record Unusable(LeftOut.Reason reason) implements Judgement {}

    /**
     * Looks at an address. Some answers name the API's root, {@code /restapi} or below, where DocuSign documents the
     * server; that is cut off. Nobody knows what any other path would mean.
     */
    Judgement judge(@Nullable String address) {
        if (address == null) {
            return new Unusable(LeftOut.Reason.NO_ADDRESS);
        }
        try {
            return judge(new URI(address.strip()));
        } catch (URISyntaxException e) {
            return new Unusable(LeftOut.Reason.NO_ADDRESS);
        }
    }

    private Judgement judge(URI uri) throws URISyntaxException {
        if (uri.getHost() == null) {
            return new Unusable(LeftOut.Reason.NO_ADDRESS);
        }
        if (uri.getRawUserInfo() != null || !(isDocuSign(uri) || (loopbackToo && isLoopback(uri)))) {
            return new Unusable(LeftOut.Reason.FOREIGN);
        }
        if (uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !ROOT.matcher(uri.getRawPath()).matches()) {
            return new Unusable(LeftOut.Reason.PATH);
        }
        return new Usable(new URI(uri.getScheme(), uri.getRawAuthority(), null, null, null));
    }

    private static boolean isDocuSign(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return "https".equalsIgnoreCase(uri.getScheme())
                && (uri.getPort() == -1 || uri.getPort() == HTTPS_PORT)
                && SUFFIXES.stream().anyMatch(host::endsWith);
    }

    /** By name, without asking DNS: whoever answers DNS must not decide this. */
    private static boolean isLoopback(URI uri) {
        String host = uri.getHost();
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return http
                && host != null
                && (host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"));
    }
}
