package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console of the running application, in a browser of its own. */
public final class TestingConsole {
    /** The cookie's name while the public address is one of this machine, without TLS. */
    public static final String COOKIE = "countersign-console";

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"");

    private static final Pattern SHOWN = Pattern.compile("name=\"shown\" value=\"([^\"]*)\"");

    private final TestingBrowser browser = new TestingBrowser();

    private TestingConsole() {}

    /** One in which nobody has signed in. */
    public static TestingConsole opened() {
        return new TestingConsole();
    }

    /** One in which somebody has signed in with that key. */
    public static TestingConsole of(String key) {
        TestingConsole console = new TestingConsole();
        HttpResponse<String> answer = console.signIn(key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/console");
        return console;
    }

    /** The operator's. */
    public static TestingConsole ofOperator() {
        return of(TestDatabase.BOOTSTRAP_KEY);
    }

    /** Types that key, with further headers in pairs. */
    public HttpResponse<String> signIn(String key, String... headers) {
        return submit("/console/sign-in", "key=" + encoded(key), headers);
    }

    /** Opens a page. */
    public HttpResponse<String> get(String path) {
        return browser.get(at(path));
    }

    /** Opens a page that has to be there, and answers its HTML. */
    public String page(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Posts a form, encoded as it is sent. */
    public HttpResponse<String> submit(String path, String fields, String... headers) {
        return browser.submit(at(path), fields, headers);
    }

    /** Sends a form of this session with those names and values, in pairs. */
    public HttpResponse<String> send(String path, String... namesAndValues) {
        StringBuilder fields = new StringBuilder("csrf=" + encoded(csrf()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.append('&').append(encoded(namesAndValues[i])).append('=').append(encoded(namesAndValues[i + 1]));
        }
        return submit(path, fields.toString());
    }

    /** The same from that page, whose form is sent to where it stands, with what it says that it was shown for. */
    public HttpResponse<String> fill(String path, String... namesAndValues) {
        String[] all = Arrays.copyOf(namesAndValues, namesAndValues.length + 2);
        all[namesAndValues.length] = "shown";
        all[namesAndValues.length + 1] = shown(path);
        return send(path, all);
    }

    /** What the form of that page was shown for. */
    public String shown(String path) {
        Matcher found = SHOWN.matcher(page(path));
        assertThat(found.find()).as(path).isTrue();
        return found.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What the pages' forms carry. */
    public String csrf() {
        Matcher found = CSRF.matcher(page("/console"));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    /** The cookie's value; empty where there is none. */
    public String cookie() {
        return browser.cookies().getOrDefault(COOKIE, "");
    }

    /** Has the browser hold that in place of what it held. */
    public void hold(String cookie) {
        browser.keep(COOKIE + "=" + cookie);
    }

    private static URI at(String path) {
        return URI.create(TestDocuSign.publicUrl() + path);
    }
}
