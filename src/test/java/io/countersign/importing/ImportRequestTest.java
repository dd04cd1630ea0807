package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in the body of an import: whatever DocuSign answers and scripts keep. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportRequestTest {
    private static TestingImport imported;

    @BeforeEach
    void once() {
        if (imported == null) {
            imported = TestingImport.of("Only account");
        }
    }

    private static String fileWith(String more) {
        return "{\"refresh_token\":\"" + imported.refreshToken() + "\"" + more + "}";
    }

    private static int status(String body) {
        return operator()
                .body(body)
                .post(imported.tenant().connection() + "/import")
                .then()
                .extract()
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"access_token\":\"\",\"token_type\":\"bearer\",\"expiry\":\"0001-01-01T00:00:00Z\"",
                ",\"access_token\":\"ended\",\"expires_in\":-1.5,\"scope\":\"signature extended\",\"id_token\":null",
                ",\"expires_in\":1e400,\"scope\":[\"signature\",\"extended\"],\"expiry\":\"yesterday\"",
                ",\"obtained_at\":\"2026-11-01T10:00:00.123456789+02:00\",\"token_type\":\"\"",
                ",\"obtained_at\":\"0001-01-01T00:00:00Z\",\"scope\":[]",
            })
    void whatIsNotUsedRefusesNothing(String more) {
        assertThat(status(fileWith(more))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                          | refresh_token",
                "{\"refresh_token\":\" \\n\"}                                | refresh_token",
                "{\"refresh_token\":7}                                       | refresh_token",
                "{\"refresh_token\":\"a\",\"expires_in\":\"28800\"}          | expires_in",
                "{\"refresh_token\":\"a\",\"expires_in\":\" \"}              | expires_in",
                "{\"refresh_token\":\"a\",\"expiry\":1764000000}             | expiry",
                "{\"refresh_token\":\"a\",\"scope\":{}}                      | scope",
                "{\"refresh_token\":\"a\",\"obtained_at\":\"2999-01-01T00:00:00Z\"} | obtained_at",
                "{\"refresh_token\":\"a\",\"obtained_at\":\"yesterday\"}     | obtained_at",
                "{\"refresh_token\":\"a\",\"client_id\":\"b\"}               | client_id",
            })
    void whatIsOfAWrongTypeDoes(String body, String field) {
        operator()
                .body(body)
                .post(imported.tenant().connection() + "/import")
                .then()
                .statusCode(422)
                .body("errors.field", equalTo(List.of(field)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"expires_in\":\"28800\" | must be a number",
                "\"scope\":5                | must be a string or an array of strings",
            })
    void saysWhatItMustBe(String field, String detail) {
        operator()
                .body("{\"refresh_token\":\"a\"," + field + "}")
                .post(imported.tenant().connection() + "/import")
                .then()
                .body("errors.detail", equalTo(List.of(detail)));
    }

    /** DocuSign would only say that it is dead. */
    @Test
    void whatIsNoTokenIsNotSent() {
        int before = imported.refreshes().size();

        imported.send("s3c\nret")
                .statusCode(422)
                .body("errors.field", equalTo(List.of("refresh_token")))
                .body(
                        "errors.detail",
                        equalTo(List.of("must be one refresh token: a line break stands after 3 characters")));

        assertThat(imported.refreshes()).hasSize(before);
    }

    @Test
    void theLongestTokenIsSentAndNoLongerOne() {
        Map<String, Object> body = new HashMap<>();
        body.put("refresh_token", "x".repeat(RefreshTokenText.LONGEST));
        imported.send(body).statusCode(422).body("reason", equalTo("import_refused"));

        body.put("refresh_token", "x".repeat(RefreshTokenText.LONGEST + 1));
        imported.send(body).statusCode(422).body("errors.field", equalTo(List.of("refresh_token")));
    }
}
