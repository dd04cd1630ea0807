package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a call of the control API is said in plain words, with what is allowed, and changes nothing. */
class ControlErrorsTest {
    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    PATCH | settings | {"colour":1} | 400 | There is no field "colour". Known are answers, assertions,
                    PATCH | settings | {"lifetimes":{"cod":1}} | 400 | There is no field "cod" in "lifetimes". Known are
                    PATCH | settings | {"lifetimes":{"code":"x"}} | 400 | "lifetimes.code" must be a number of seconds
                    PATCH | settings | {"lifetimes":{"code":0}} | 400 | code must be more than 0 seconds.
                    PATCH | settings | {"answers":{"token_payload_bytes":5000}} | 400 | token_payload_bytes must be 1 to
                    PATCH | settings | {"answers":{"scope":"yes"}} | 400 | "answers.scope" must be true or false.
                    PATCH | settings | {"answers":{"decline":"no"}} | 400 | must be one of access_denied, user_cancelled
                    PATCH | settings | {"refresh_tokens":{"rotation":{"mode":"x"}}} | 400 | Known are alive, family_rev
                    PATCH | settings | [1] | 400 | It must be a JSON object, {...}, not a list.
                    PUT | settings | { | 400 | This is no JSON (line 1, column
                    PUT | faults | {} | 400 | It must be a JSON list, [...], not an object.
                    POST | faults | {"fault":{"effect":{"kind":"half_body"}}} | 400 | The field "target" in "fault" is
                    POST | faults | {"fault":{"target":"token"}} | 400 | and either an "effect" or an "odd_answer".
                    POST | faults | {"fault":{"target":"x","odd_answer":"gzip"}} | 400 | "fault.target" must be one of
                    POST | faults | {"fault":{"target":"token","odd_answer":"x"}} | 400 | There is no odd_answer x.
                    POST | users | {"email":"noat"} | 400 | "email" must be an address like
                    POST | users | {} | 400 | The field "email" is missing.
                    POST | users | {"email":3} | 400 | "email" must be a string.
                    PATCH | users/nobody@example.com | {"closed":true} | 404 | There is no user with the sub or e-mail
                    PATCH | users/ada.lovelace@example.com | {"closed":1} | 400 | "closed" must be true or false.
                    PATCH | clients/unknown | {} | 404 | There is no client with the client_id unknown.
                    PUT | clients/a | {"client_id":"b"} | 400 | The client_id in the body is not that of the path
                    POST | clients | {"secrets":"s"} | 400 | "secrets" must be a list, [...].
                    POST | clients | {"redirect_uris":["nonsense"]} | 400 | "redirect_uris" must be absolute URIs
                    POST | grants | {"client_id":""} | 400 | The field "client_id" is empty.
                    POST | clock | {"advance":99999999999999} | 400 | a number of seconds, at most 3153600000 (100 years
                    DELETE | refresh-tokens/abc | `` | 404 | No such refresh token was issued.
                    POST | clock | {} | 400 | The field "advance" is missing
                    POST | clock | {"advance":1e300} | 400 | "advance" must be a number of seconds
                    PUT | clock | {"now":"tomorrow"} | 400 | "now" must be an instant like
                    PUT | clock | {"now":"3027-01-31T09:00:00Z"} | 400 | no farther than 100 years
                    POST | sign-in | {"user":"ada.lovelace@example.com"} | 400 | The field "client_id" is missing.
                    GET | log?colour=1 | `` | 400 | There is no query parameter "colour". Known are client_id, from,
                    GET | log?from=x | `` | 400 | "from" must be a whole number, not x.
                    PUT | log | {} | 405 | PUT is not possible here. Allowed: DELETE, GET.
                    GET | nothing | `` | 404 | There is no /simulator/nothing. GET /simulator/ lists what there is.
                    """)
    void whatIsWrongIsSaid(String method, String path, String body, int status, String message) {
        HttpResponse<String> answer =
                application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestingApplication.json(answer).path("message").textValue())
                .contains(message)
                .doesNotContain("java");
        assertThat(simulator.settings()).isEqualTo(SimulatorSettings.defaults());
        assertThat(simulator.faults().planned()).isEmpty();
        assertThat(simulator.clock().offset()).isZero();
    }

    /** Whatever is planned can happen. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"kind":"field_removed"} | The field "name" in "fault.effect" is missing.
                    {"kind":"field_replaced","value":1} | The field "name" in "fault.effect" is missing.
                    {"kind":"field_replaced","name":"a"} | The field "value" in "fault.effect" is missing.
                    {"kind":"elements_added","elements":[]} | The field "name" in "fault.effect" is missing.
                    {"kind":"elements_added","name":"a","elements":1} | elements must be a list.
                    {"kind":"padded"} | "fault.effect.bytes" is missing.
                    {"kind":"padded","bytes":1.5} | "fault.effect.bytes" must be a whole number.
                    {"kind":"padded","bytes":99999999999} | "fault.effect.bytes" must be a whole number
                    {"kind":"answered_instead","body":""} | "fault.effect.status" is missing.
                    {"kind":"answered_instead","status":99,"body":""} | status must be 200 to 999, not 99.
                    {"kind":"answered_instead","status":1000,"body":""} | status must be 200 to 999, not 1000.
                    {"kind":"answered_instead","status":204,"body":"x"} | body must be empty with the status 204.
                    {"kind":"answered_instead","status":200,"body":"","headers":{"a b":"c"}} | headers has a name
                    {"kind":"answered_instead","status":200,"body":"","headers":{"a":"b\\nc"}} | headers.a has a value
                    {"kind":"answered_instead","status":200,"body":"","headers":{"a":null}} | headers.a must be
                    {"kind":"encoded","packing":"gzip","of":{"kind":"dropped_after"}} | of must be an effect that
                    {"kind":"encoded","packing":"gzip","of":{"kind":"half_body"},"content_encoding":"\\r"} | content_enc
                    {"kind":"processed","x":1} | There is no field "x" in "fault.effect". It has no further fields.
                    {"kind":"processed"},"delay_before":-1 | delay_before must not be negative.
                    {"kind":"processed"},"delay_after":-1 | delay_after must not be negative.
                    """)
    void anImpossibleFaultIsRefused(String effect, String message) {
        HttpResponse<String> answer =
                application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/faults"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"fault\":{\"target\":\"token\",\"effect\":" + effect + "}}"))
                        .build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestingApplication.json(answer).path("message").textValue()).contains(message);
        assertThat(simulator.faults().planned()).isEmpty();
    }
}
