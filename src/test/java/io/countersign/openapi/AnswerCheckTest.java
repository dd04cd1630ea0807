package io.countersign.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A check that cannot fail would prove nothing. */
class AnswerCheckTest {
    private static final String THING =
            "{\"id\": \"a\", \"made_at\": null, \"state\": \"active\", \"owner\": {\"name\": \"Ada\"}}";

    private final AnswerCheck check;

    AnswerCheckTest() throws IOException {
        check = new AnswerCheck(new ObjectMapper().readTree("""
                {"openapi": "3.1.0",
                 "paths": {
                   "/v1/things/{thing}": {
                     "get": {"responses": {
                       "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                       "404": {"$ref": "#/components/responses/NotFound"}}},
                     "delete": {"responses": {
                       "204": {},
                       "503": {"headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}},
                       "200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}},
                 "components": {
                   "headers": {"RetryAfter": {"required": true}},
                   "responses": {
                     "NotFound": {
                        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
                   "schemas": {
                     "Problem": {"type": "object", "required": ["status"],
                         "properties": {"status": {"type": "integer"}}},
                     "Owner": {"type": "object", "properties": {"name": {"type": "string"}}},
                     "Thing": {"type": "object", "required": ["id", "made_at", "state"], "properties": {
                       "id": {"type": "string"},
                       "made_at": {"type": ["string", "null"], "format": "date-time"},
                       "state": {"enum": ["active"]},
                       "owner": {"$ref": "#/components/schemas/Owner"}}}}}}
                """));
    }

    @Test
    void whatIsDescribedIsRight() {
        assertThat(complaints("GET", "/v1/things/a", 200, "application/json;charset=UTF-8", THING))
                .isEmpty();
        assertThat(complaints("GET", "/v1/things/a", 404, "application/problem+json", "{\"status\": 404}"))
                .isEmpty();
        assertThat(complaints("DELETE", "/v1/things/a", 204, null, "")).isEmpty();
        assertThat(complaints("PUT", "/v1/things/a", 405, "application/problem+json", "{\"status\": 405}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "another status | GET | /v1/things/a | 201 | application/json | {}",
                "another type | GET | /v1/things/a | 200 | text/html | {}",
                "a body where none is described | DELETE | /v1/things/a | 204 | application/json | {}",
                "no JSON | GET | /v1/things/a | 200 | application/json | {",
                "a field is missing | GET | /v1/things/a | 200 | application/json | {\"id\": \"a\", \"made_at\": null}",
                "another operation | PUT | /v1/things/a | 200 | application/json | {}",
                "another path | GET | /v1/things/a/b | 200 | application/json | {}",
                "a header is missing | DELETE | /v1/things/a | 503 | none | ''",
                "a schema of its own | DELETE | /v1/things/a | 200 | application/json | {}",
                "no problem | GET | /v1/others | 404 | application/problem+json | {}",
            })
    void whatIsNotDescribedIsWrong(
            String what, String method, String path, int status, String contentType, String body) {
        assertThat(complaints(method, path, status, contentType, body)).as(what).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\": \"a\" | \"id\": 1",
                "\"id\": \"a\" | \"id\": null",
                "\"made_at\": null | \"made_at\": \"yesterday\"",
                "\"state\": \"active\" | \"state\": \"dead\"",
                "\"id\": \"a\" | \"id\": \"a\", \"more\": 1",
                "\"name\": \"Ada\" | \"name\": \"Ada\", \"more\": 1",
                "\"name\": \"Ada\" | \"name\": false",
            })
    void eachFieldIsLookedAt(String right, String wrong) {
        assertThat(complaints("GET", "/v1/things/a", 200, "application/json", THING.replace(right, wrong)))
                .isNotEmpty();
    }

    private List<String> complaints(String method, String path, int status, @Nullable String contentType, String body) {
        return check.complaints(
                method,
                path,
                new AnswerCheck.Answer(status, name -> name.equals("Content-Type") ? contentType : null, body));
    }
}
