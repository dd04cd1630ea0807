package io.countersign.docusign;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of an account's API are believed. Services send access tokens to them, so a foreign one would be a leak and an internal one a
 * hole in the network (SSRF). DocuSign adds servers, so a list of hosts would not do.
 */
final class ApiAddresses {

    private static final List<String> SUFFIXES = List.of(".docusign.net", ".docusign.com");
    private static final int HTTPS_PORT = 443;

    private final boolean loopbackToo;

    /** @param authUrl the authorization server; if it stands on loopback it is a simulator, and its API may stand there too */
    ApiAddresses(URI authUrl) {
        loopbackToo = isLoopback(authUrl);
    }

    /** The address without a trailing slash, or null if it must not be used. */
    @Nullable
    URI accept(@Nullable String address) {
        if (address == null) {
            return null;
        }
        try {
            String bare = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
            URI uri = new URI(bare);
            return isBare(uri) && (isDocuSign(uri) || (loopbackToo && isLoopback(uri))) ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isBare(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
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
