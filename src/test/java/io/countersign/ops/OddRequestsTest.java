package io.countersign.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.TestingMetrics;
import io.countersign.TestingTenant;
import io.countersign.TestingWire;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ten thousand requests that nobody means well with, and what operators see of them. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OddRequestsTest {
    private static final int REQUESTS = 10_000;
    private static final int AT_ONCE = 50;
    private static final Pattern SERIES =
            Pattern.compile("http_server_requests_seconds_count\\{(.*)} ([0-9.E]+)", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    /** The pages for operators, which the API's description does not have. */
    private static final Pattern CONSOLE = Pattern.compile("/console(/[a-z-]+(/\\{[a-z]+})?){0,3}");

    private static final Set<String> WORDS = Set.of("NOT_FOUND", "REDIRECTION", "root", "UNKNOWN", "/cors-preflight");

    /** Method and template of everything that can be asked for. */
    private static List<String[]> operations() throws IOException {
        List<String[]> operations = new ArrayList<>();
        new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").asString())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                operations.add(new String[] {method.toUpperCase(Locale.ROOT), path.getKey()})));
        assertThat(operations).hasSizeGreaterThan(20);
        operations.add(new String[] {"GET", "/consent/{link}"});
        operations.add(new String[] {"POST", "/consent/{link}"});
        operations.add(new String[] {"POST", "/consent/account"});
        operations.add(new String[] {"GET", "/oauth/callback/{integration}"});
        operations.add(new String[] {"POST", "/oauth/token"});
        operations.add(new String[] {"POST", "/oauth/introspect"});
        operations.add(new String[] {"POST", "/oauth/revoke"});
        operations.add(new String[] {"GET", "/oauth/userinfo"});
        operations.add(new String[] {"GET", "/oauth/jwks"});
        operations.add(new String[] {"GET", "/.well-known/oauth-authorization-server"});
        operations.add(new String[] {"GET", "/.well-known/openid-configuration"});
        return operations;
    }

    private record Count(Map<String, String> labels, double value) {

        boolean isOf(String method, String uri) {
            return method.equals(labels.get("method")) && uri.equals(labels.get("uri"));
        }
    }

    private static List<Count> counts(String metrics) {
        List<Count> counts = new ArrayList<>();
        Matcher series = SERIES.matcher(metrics);
        while (series.find()) {
            Map<String, String> labels = LABEL.matcher(series.group(1))
                    .results()
                    .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
            counts.add(new Count(labels, Double.parseDouble(series.group(2))));
        }
        return counts;
    }

    private static double total(String metrics, String method, String uri) {
        return counts(metrics).stream()
                .filter(count -> count.isOf(method, uri))
                .mapToDouble(Count::value)
                .sum();
    }

    private static Set<String> values(String metrics, String label) {
        return counts(metrics).stream()
                .map(count -> count.labels.get(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void flood(OddRequests odd) throws IOException {
        int sent = 0;
        while (sent < REQUESTS) {
            StringBuilder batch = new StringBuilder();
            for (int i = 1; i < AT_ONCE; i++) {
                batch.append(odd.next());
            }
            batch.append(odd.last());
            TestingWire.Reply reply = TestingWire.send(batch.toString());
            assertThat(reply.statuses()).as(batch.toString()).hasSize(AT_ONCE).allMatch(status -> status < 500);
            TestingWire.Reply broken = TestingWire.ask(odd.broken());
            assertThat(broken.statuses()).allMatch(status -> status >= 400 && status < 500);
            sent += AT_ONCE + 1;
        }
    }

    private static List<String> lines(TestingLog log) {
        return log.lines().stream().map(line -> line.toLowerCase(Locale.ROOT)).toList();
    }

    @Test
    void hideNoEndpointAndStandNowhere() throws IOException {
        // Given
        List<String[]> operations = operations();
        String link = TestingTenant.create(Map.of()).link().getPath();
        OddRequests odd = new OddRequests(
                12, operations.stream().map(operation -> operation[1]).toList(), link);

        // When
        try (TestingLog log = TestingLog.ofAll()) {
            flood(odd);
            assertThat(lines(log)).noneMatch(OddRequests::tells);
        }
        String before = TestingMetrics.all();
        for (String[] operation : operations) {
            TestingWire.ask(TestingWire.head(operation[0], operation[1].replaceAll("\\{[^}]*}", "nobody")));
        }
        String after = TestingMetrics.all();

        // Then
        assertThat(operations)
                .allSatisfy(operation -> assertThat(total(after, operation[0], operation[1]))
                        .as("%s %s", (Object[]) operation)
                        .isGreaterThan(total(before, operation[0], operation[1])));
        assertThat(after.lines().filter(OddRequests::tells)).isEmpty();
        assertThat(after).doesNotContain(link);
        assertThat(values(after, "method"))
                .isSubsetOf("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "UNKNOWN");
        Set<String> templates =
                operations.stream().map(operation -> operation[1]).collect(Collectors.toSet());
        assertThat(values(after, "uri"))
                .allMatch(uri -> templates.contains(uri)
                        || WORDS.contains(uri)
                        || uri.startsWith("/testing")
                        || CONSOLE.matcher(uri).matches());
        assertThat(values(after, "status")).allMatch(status -> status.matches("[1-5]\\d\\d|RESET|UNKNOWN"));
        assertThat(values(after, "outcome")).hasSizeLessThanOrEqualTo(6);
    }
}
