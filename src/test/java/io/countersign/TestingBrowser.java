package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A browser without a screen: follows nothing by itself and keeps cookies as browsers keep secure ones of localhost.
 */
public final class TestingBrowser {
    private final HttpClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public TestingBrowser() {
        this(HttpClient.newHttpClient());
    }

    /** One of many that share their connections, and nothing else. */
    public TestingBrowser(HttpClient http) {
        this.http = http;
    }

    /** One at another address of this machine: Linux has all of 127.0.0.0/8. */
    public static TestingBrowser at(String address) {
        return new TestingBrowser(
                HttpClient.newBuilder().localAddress(loopback(address)).build());
    }

    private static InetAddress loopback(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an address. */
    public HttpResponse<String> get(URI address) {
        return send(HttpRequest.newBuilder(address).GET());
    }

    /** Posts an empty form. */
    public HttpResponse<String> post(URI address) {
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Posts a form with those fields, encoded as they are sent, and with further headers in pairs. */
    public HttpResponse<String> submit(URI address, String fields, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** What it would send, by name. */
    public Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Does what a {@code Set-Cookie} header says. */
    public void keep(String setCookie) {
        String[] pair = setCookie.split(";", 2)[0].split("=", 2);
        if (setCookie.matches("(?i).*; ?Max-Age=0(;.*)?")) {
            cookies.remove(pair[0]);
            return;
        }
        cookies.put(pair[0], pair[1].replaceAll("^\"|\"$", ""));
    }
}
