package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static io.countersign.importing.TestingUpload.line;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.refresh.ImportedTokens;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports of many tokens at once, over the API. The schedules tick when the test says so. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BulkImportTest {
    @Inject
    BatchSchedule lines;

    @Inject
    ImportSchedule proofs;

    @Inject
    ImportedTokens imported;

    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

    /** A line that needs nothing but an integration that is not there. */
    private Map<String, Object> fields() {
        return new HashMap<>(
                Map.of("tenant", tenant, "integration", "nowhere", "refresh_token", "any-" + UUID.randomUUID()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "tenant        | ^\"Acme\"^      | tenant must be 1 to 63",
                "tenant        | null            | tenant must be 1 to 63",
                "connection    | 7               | connection must be 1 to 63",
                "integration   | ^\"\"^          | integration must be 1 to 63",
                "display_name  | ^\" \"^         | display_name must be 1 to 200",
                "display_name  | ^\"a\\u0000\"^  | display_name must be Unicode text",
                "scopes        | []              | scopes must be an array",
                "scopes        | ^[\"a b\"]^     | scopes[0] must be one scope",
                "expected_email| ^\"nobody\"^    | expected_email must be an e-mail",
                "expected_account_id | ^\"a b\"^ | expected_account_id must be an account id",
                "refresh_token | ^\" \"^         | refresh_token must be a refresh token of 1",
                "refresh_token | null            | refresh_token must be a refresh token of 1",
                "refresh_token | 12              | refresh_token must be",
                "obtained_at   | ^\"yesterday\"^ | obtained_at must be a time",
                "obtained_at   | ^\"9999-12-31T23:59:59Z\"^ | obtained_at must not be later than now",
                "expires_in    | ^\"soon\"^      | expires_in",
                "colour        | ^\"red\"^       | colour is not known here",
            })
    void namesWhatIsWrongWithALine(String field, String value, String reason) {
        String sound = line(fields());
        String spoiled = sound.replaceAll(",?\"" + field + "\":\"[^\"]*\"", "").replace("{,", "{");

        TestingUpload upload = TestingUpload.of(spoiled.replace("}", ",\"" + field + "\":" + value + "}"));

        assertThat(upload.invalid()).isEqualTo(1);
        assertThat(upload.onlyReason()).contains("invalid " + reason).doesNotContain("any");
    }

    @Test
    void takesEveryLineForItself() {
        // Given
        Map<String, Object> first = fields();
        Map<String, Object> two = fields();
        two.put("connection", "second");
        Map<String, Object> same = fields();
        same.put("connection", "third");
        same.put("refresh_token", first.get("refresh_token") + "\n");
        String body =
                "\n" + line(first) + "\r\nno JSON\n[1]\n" + line(two) + "\n" + line(fields()) + "\n" + "{\"tenant\":\""
                        + "x".repeat(70_000) + "\"}\n{\"tenant\":\"Acme\",\"connection\":\"odd\"}\n" + line(same);

        // When
        TestingUpload upload = TestingUpload.of(body);

        // Then
        assertThat(upload.invalid()).isEqualTo(6);
        assertThat(upload.lines(""))
                .satisfiesExactly(
                        sound -> assertThat(sound).isEqualTo("2 " + tenant + " default waiting -"),
                        text -> assertThat(text).matches("3 - - invalid must be one JSON object .* at column 1 .*"),
                        array -> assertThat(array).startsWith("4 - - invalid must be one JSON object"),
                        second -> assertThat(second).isEqualTo("5 " + tenant + " second waiting -"),
                        again -> assertThat(again)
                                .isEqualTo("6 " + tenant + " default invalid names the same connection as line 2"),
                        tooLong -> assertThat(tooLong).startsWith("7 - - invalid must have at most 64 KiB"),
                        odd -> assertThat(odd).startsWith("8 - odd invalid integration must be"),
                        token -> assertThat(token)
                                .isEqualTo("9 " + tenant + " third invalid refresh_token is the same as in line 2"));
        upload.view()
                .body("state", equalTo("running"))
                .body("lines", equalTo(8))
                .body("invalid", equalTo(6))
                .body("waiting", equalTo(2));
        assertThat(upload.lines("?status=waiting&limit=1"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2 ");
        assertThat(upload.lines("?status=invalid&after=6")).hasSize(3);
    }

    @Test
    void stopsWithoutATrace() {
        TestingUpload upload = TestingUpload.of(line(fields()));
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND token IS NOT NULL", upload.id()))
                .isEqualTo(1);

        upload.stop();
        upload.stop();

        upload.view().body("state", equalTo("stopped")).body("refused", equalTo(1));
        assertThat(upload.onlyReason()).isEqualTo("1 " + tenant + " default refused discarded");
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND token IS NOT NULL", upload.id()))
                .isZero();
        TestingWait.answer(lines.takeLines());
        operator().get("/v1/tenants/" + tenant).then().statusCode(404);
    }

    @Test
    void listsTheNewestFirst() {
        List<String> ids = List.of(
                TestingUpload.of(line(fields())).id(),
                TestingUpload.of(line(fields())).id(),
                TestingUpload.of(line(fields())).id());

        List<String> firstPage = operator()
                .get("/v1/imports?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
        String next = operator().get("/v1/imports?limit=2").then().extract().path("next");
        List<String> secondPage = operator()
                .get("/v1/imports?limit=1&after=" + next)
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");

        assertThat(firstPage).containsExactly(ids.get(2), ids.get(1));
        assertThat(secondPage).containsExactly(ids.getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "application/json             |          | 415",
                "application/x-ndjson; charset=utf-16 |  | 415",
                "application/x-ndjson         | gzip     | 415",
                "application/x-ndjson; charset=UTF-8  |  | 202",
            },
            delimiter = '|')
    void takesLinesOfJsonInUtf8Alone(String type, String encoding, int status) throws IOException {
        String body = line(fields());
        String head = "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n"
                + (encoding == null ? "" : "Content-Encoding: " + encoding + "\r\n");

        assertThat(exchange(head, body)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({"''", "' \n\r\n\t'"})
    void refusesAnUploadOfNothing(String body) {
        TestingUpload.send(body).statusCode(400).body("type", containsString("malformed-body"));
    }

    @Test
    void refusesMoreThan64MebibytesBeforeReadingThem() throws IOException {
        String head = "Content-Type: application/x-ndjson\r\nContent-Length: 67108865\r\n";

        assertThat(exchange(head, "{}\n")).startsWith("HTTP/1.1 413").contains("64 MiB");
    }

    @Test
    void keepsTheLimitOfAllOtherBodies() throws IOException {
        String head = "Content-Type: application/json\r\nContent-Length: 65537\r\n";

        assertThat(exchange("PUT /v1/tenants/" + tenant, head, "{}\n"))
                .startsWith("HTTP/1.1 413")
                .contains("64 KiB");
    }

    @Test
    void leavesNothingOfAnUploadThatBreaksOff() throws IOException {
        // Given
        String begun = (line(fields()) + "\n").repeat(150);
        try (Socket socket = new Socket("localhost", port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request("POST /v1/imports", "Content-Type: application/x-ndjson\r\nContent-Length: 9000000\r\n")
                    .getBytes(US_ASCII));
            out.write(begun.getBytes(US_ASCII));
            out.flush();
            TestingWait.until("lines were stored", () -> unfinished() > 0);
            List<String> begunIds =
                    TestingSql.rows(row -> row.getString(1), "SELECT id FROM import_batch WHERE received_at IS NULL");
            List<String> seen = operator()
                    .get("/v1/imports")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items.id");
            assertThat(seen).doesNotContainAnyElementsOf(begunIds);
        }

        // Then
        TestingWait.until("nothing is left", () -> unfinished() == 0);
    }

    private static long unfinished() {
        return TestingSql.number("SELECT count(*) FROM import_line l JOIN import_batch b ON b.id = l.batch"
                + " WHERE b.received_at IS NULL");
    }

    @Test
    void makesProvesAndExplains() {
        // Given
        TestingImport app = TestingImport.of("Only account");
        String integration = app.tenant().integration();
        TestingImport several = app.with(TestingImport.somebody("One", "Other"));
        String sound = app.refreshToken();
        String there = TestingImport.of("Only account").tenant().tenant();

        // When
        TestingUpload upload = TestingUpload.of(List.of(
                of(tenant, "dead", integration, "dead"),
                whole(integration, " " + sound + "\n"),
                of(tenant, "twice", integration, sound),
                of(tenant, "several", integration, several.refreshToken()),
                named("Not Bulk", of(tenant, "other-name", integration, "x")),
                of("new-" + tenant, "default", "nowhere", "y"),
                of(there, "default", integration, "z")));
        finish(upload);

        // Then
        assertThat(upload.lines(""))
                .satisfiesExactly(
                        dead -> assertThat(dead).isEqualTo("1 " + tenant + " dead refused import_refused"),
                        named -> assertThat(named).isEqualTo("2 " + tenant + " default active -"),
                        twice -> assertThat(twice)
                                .isEqualTo("3 " + tenant + " twice invalid refresh_token is the same as in line 2"),
                        two -> assertThat(two).isEqualTo("4 " + tenant + " several pending -"),
                        name -> assertThat(name).startsWith("5 " + tenant + " other-name invalid display_name is not"),
                        app2 -> assertThat(app2).contains("invalid integration: no integration has this name"),
                        other -> assertThat(other)
                                .contains("invalid integration: the connection is there with another"));
        assertCounts(upload, 1, 1, 1, 4);
        operator().get("/v1/tenants/" + tenant).then().body("display_name", equalTo("Bulk"));
        operator().get("/v1/tenants/new-" + tenant).then().statusCode(404);
        operator()
                .get("/v1/tenants/" + tenant + "/connections/default")
                .then()
                .body("state", equalTo("active"))
                .body("granted_scopes", equalTo(List.of("signature", "extended", "cors")));
        confirms(several);
        assertCounts(upload, 2, 0, 1, 4);
    }

    /** With all that a line may hold. */
    private Map<String, Object> whole(String integration, String token) {
        Map<String, Object> line = named("Bulk", of(tenant, "default", integration, token));
        line.put("scopes", List.of("signature", "extended", "cors"));
        line.put("obtained_at", "2026-01-01T00:00:00Z");
        line.put("access_token", "old");
        line.put("expires_in", 28_800);
        return line;
    }

    private static Map<String, Object> named(String displayName, Map<String, Object> line) {
        Map<String, Object> more = new HashMap<>(line);
        more.put("display_name", displayName);
        return more;
    }

    private static Map<String, Object> of(String tenant, String connection, String integration, String token) {
        return Map.of("tenant", tenant, "connection", connection, "integration", integration, "refresh_token", token);
    }

    private static void assertCounts(TestingUpload upload, int active, int pending, int refused, int invalid) {
        upload.view()
                .body("state", equalTo("finished"))
                .body("active", equalTo(active))
                .body("pending", equalTo(pending))
                .body("refused", equalTo(refused))
                .body("invalid", equalTo(invalid))
                .body("waiting", equalTo(0));
    }

    private void confirms(TestingImport several) {
        String path = "/v1/tenants/" + tenant + "/connections/several";
        String consent = operator().get(path).then().extract().path("pending.consent_id");
        operator()
                .body(Map.of(
                        "consent_id",
                        consent,
                        "account_id",
                        TestDocuSign.accountIds(several.person()).getFirst()))
                .post(path + "/confirmation")
                .then()
                .statusCode(200);
    }

    @Test
    void leavesAnActiveConnectionAlone() {
        // Given
        TestingImport known = TestingImport.of("Only account");
        known.send(known.refreshToken()).statusCode(200);
        String unspent = known.refreshToken();
        int spent = known.refreshes().size();

        // When
        TestingUpload upload = TestingUpload.of(
                List.of(of(known.tenant().tenant(), "default", known.tenant().integration(), unspent)));
        finish(upload);

        // Then
        assertThat(upload.onlyReason()).endsWith("active left_alone");
        assertThat(known.refreshes()).hasSize(spent);
    }

    /** Somebody else may have the name when the line would have its turn. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void sendsNothingThatWaitedAtItsDeletion(boolean tenantToo) {
        TestingImport app = TestingImport.of("Only account");
        TestingUpload upload = TestingUpload.of(
                List.of(of(app.tenant().tenant(), "default", app.tenant().integration(), app.refreshToken())));

        operator()
                .delete(
                        tenantToo
                                ? "/v1/tenants/" + app.tenant().tenant()
                                : app.tenant().connection())
                .then()
                .statusCode(tenantToo ? 204 : 200);
        finish(upload);

        assertThat(upload.onlyReason()).isEqualTo("1 " + app.tenant().tenant() + " default refused discarded");
        assertThat(app.refreshes()).isEmpty();
    }

    /** Whoever can write to the database cannot say whose a token is, and destroys none either. */
    @ParameterizedTest
    @CsvSource({"tenant", "connection", "integration", "expected_email", "expected_account_id"})
    void opensATokenForNothingButItsLine(String column) {
        TestingImport app = TestingImport.of("Only account");
        String other = TestingTenant.create(Map.of()).integration();
        Map<String, Object> fields =
                new HashMap<>(of(tenant, "default", app.tenant().integration(), "any"));
        fields.put("expected_email", "a@example.com");
        fields.put("expected_account_id", "1");
        TestingUpload upload = TestingUpload.of(List.of(fields));
        boolean app2 = column.equals("integration");
        TestingSql.run(
                "UPDATE import_line l SET " + column + " = ?, environment = i.environment,"
                        + " integration_key = i.integration_key FROM integration i"
                        + " WHERE batch = ?::uuid AND i.name = ?",
                app2 ? other : "changed",
                upload.id(),
                app2 ? other : app.tenant().integration());

        TestingWait.answer(lines.takeLines());

        assertThat(upload.onlyReason()).endsWith("waiting the stored token does not open; it is tried again");
        operator().get("/v1/tenants/" + tenant).then().statusCode(404);
        upload.stop();
    }

    @Test
    void sendsNothingToAnAppThatTheLineDidNotMean() {
        TestingImport app = TestingImport.of("Only account");
        TestingUpload upload =
                TestingUpload.of(List.of(of(tenant, "default", app.tenant().integration(), "any")));
        TestingSql.run(
                "UPDATE integration SET integration_key = ? WHERE name = ?",
                UUID.randomUUID().toString(),
                app.tenant().integration());

        TestingWait.answer(lines.takeLines());

        assertThat(upload.onlyReason()).contains("invalid integration: no integration had this name when");
    }

    @Test
    void letsOthersHaveTheirTurnsWhereOneFails() {
        TestingImport broken = TestingImport.of("Only account");
        TestingSql.run(
                "UPDATE tenant_key SET wrapped = 'x' WHERE tenant = ?",
                broken.tenant().tenant());
        TestingUpload failing = TestingUpload.of(
                List.of(of(broken.tenant().tenant(), "default", broken.tenant().integration(), "any")));
        TestingUpload sound =
                TestingUpload.of(List.of(of(tenant, "default", broken.tenant().integration(), "dead")));

        TestingWait.answer(lines.takeLines().onFailure().recoverWithNull());
        TestingWait.answer(lines.takeLines());

        assertThat(isHandedOn(sound)).isTrue();
        assertThat(isHandedOn(failing)).isFalse();
        failing.stop();
        sound.stop();
        operator().delete("/v1/tenants/" + broken.tenant().tenant());
    }

    private static boolean isHandedOn(TestingUpload upload) {
        return TestingSql.number(
                        "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND import_id IS NOT NULL", upload.id())
                == 1;
    }

    /** Nor does it wait for anybody who would prove it at once. */
    @Test
    void stopsWhatIsHandedOnAndWasNotSent() {
        TestingImport app = TestingImport.of("Only account");
        TestingUpload upload =
                TestingUpload.of(List.of(of(tenant, "default", app.tenant().integration(), app.refreshToken())));
        TestingWait.answer(lines.takeLines());
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM imported_token WHERE tenant = ? AND due_at <= clock_timestamp()", tenant))
                .isEqualTo(1);

        upload.stop();

        upload.view().body("state", equalTo("stopped")).body("refused", equalTo(1));
        assertThat(TestingSql.number("SELECT count(*) FROM imported_token WHERE tenant = ?", tenant))
                .isZero();
    }

    /** Whoever sends a file twice stops one of the two, and not what the other one is at. */
    @Test
    void stopsNothingThatAnotherImportHadBefore() {
        TestingImport app = TestingImport.of("Only account");
        List<Map<String, Object>> line =
                List.of(of(tenant, "default", app.tenant().integration(), app.refreshToken()));
        TestingUpload first = TestingUpload.of(line);
        TestingUpload again = TestingUpload.of(line);
        TestingWait.answer(lines.takeLines());
        assertThat(isHandedOn(again)).isTrue();

        again.stop();

        first.view().body("state", equalTo("running")).body("waiting", equalTo(1));
        first.stop();
        assertThat(again.onlyReason()).endsWith("refused discarded");
    }

    @Test
    void bringsNoTokensThatTheConnectionHasLostSince() {
        TestingImport app = TestingImport.of("Only account");
        String token = app.refreshToken();
        app.send(token).statusCode(200);
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'lost_response' WHERE tenant = ?",
                app.tenant().tenant());

        TestingUpload upload = TestingUpload.of(
                List.of(of(app.tenant().tenant(), "default", app.tenant().integration(), token)));
        TestingWait.answer(lines.takeLines());

        assertThat(upload.onlyReason()).endsWith("default refused already_imported");
    }

    /** The first line that says a name has no turn, so its name is nobody's. */
    @Test
    void makesNoTenantForALineThatCallsItOtherwise() {
        TestingImport app = TestingImport.of("Only account");

        TestingUpload upload = TestingUpload.of(List.of(
                named("One", of(tenant, "default", "nowhere", "x")),
                named("Other", of(tenant, "second", app.tenant().integration(), "y"))));
        TestingWait.answer(lines.takeLines());

        assertThat(upload.lines("?status=invalid")).hasSize(2);
        operator().get("/v1/tenants/" + tenant).then().statusCode(404);
    }

    /** As consents are judged by the pin, and asked for with the scopes. */
    @Test
    void takesWhatMeansTheSameForTheSame() {
        TestingImport app = TestingImport.of(
                Map.of("expected_email", "ada@acme.example", "scopes", List.of("extended", "signature")),
                "Only account");
        Map<String, Object> line =
                new HashMap<>(of(app.tenant().tenant(), "default", app.tenant().integration(), app.refreshToken()));
        line.put("expected_email", "Ada@ACME.example");
        line.put("scopes", List.of("signature", "extended"));

        TestingUpload upload = TestingUpload.of(List.of(line));
        TestingWait.answer(lines.takeLines());

        assertThat(isHandedOn(upload)).isTrue();
        upload.stop();
    }

    /** People may take weeks to give somebody an account. */
    @Test
    void letsNobodyWaitForThoseWithoutAnAccount() {
        TestingTenant app = TestingTenant.create(Map.of());
        TestingSql.run("""
                WITH made AS (
                  INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                  SELECT ?, 'more-' || n, gen_random_uuid(), ?, 'authorization_code' FROM generate_series(1, 10) AS n
                  RETURNING tenant, name, uuid)
                INSERT INTO connection_token (tenant, connection, uuid) SELECT tenant, name, uuid FROM made
                """, app.tenant(), app.integration());
        TestingSql.run("""
                INSERT INTO imported_token (tenant, connection, uuid, import_id, hash, integration, generation,
                    access_token, refresh_token, scopes, access_expires_at, due_at, created_by, expires_at)
                SELECT tenant, connection, uuid, uuid, 'x', ?, 1, 'x', 'x', '{}', 'infinity', 'infinity', 'x',
                    'infinity'
                FROM connection_token WHERE tenant = ?
                """, app.integration(), app.tenant());
        String room = "SELECT import_room(?, 1)";

        assertThat(TestingSql.number(room, app.integration())).isZero();
        TestingSql.run("UPDATE imported_token SET last_error = 'no_account' WHERE tenant = ?", app.tenant());
        assertThat(TestingSql.number(room, app.integration())).isEqualTo(1);
        operator().delete("/v1/tenants/" + app.tenant());
    }

    @ParameterizedTest
    @CsvSource({"scopes, cors", "expected_account_id, 7", "expected_email, eve@acme.example"})
    void namesTheSettingThatIsAnotherOne(String setting, String value) {
        TestingTenant app = TestingTenant.create(Map.of());
        Map<String, Object> line = new HashMap<>(of(app.tenant(), "default", app.integration(), "any-" + tenant));
        line.put(setting, setting.equals("scopes") ? List.of(value) : value);

        TestingUpload upload = TestingUpload.of(List.of(line));
        finish(upload);

        assertThat(upload.onlyReason()).contains("invalid " + setting + ": the connection is there with another one");
    }

    @Test
    void saysWhatItWaitsFor() {
        TestingImport app = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));

        TestingUpload upload =
                TestingUpload.of(List.of(of(tenant, "default", app.tenant().integration(), app.refreshToken())));

        TestingWait.until("DocuSign has failed", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return upload.onlyReason().endsWith("waiting no_answer");
        });
        assertThat(TestingTrail.detail(tenant, "import.received", "import")).isEqualTo(upload.id());
        operator().delete("/v1/tenants/" + tenant).then().statusCode(204);
    }

    /** It goes on waiting, and says for what. */
    @Test
    void saysWhoHasNoAccount() {
        TestingImport app = TestingImport.of();
        TestingUpload upload =
                TestingUpload.of(List.of(of(tenant, "default", app.tenant().integration(), app.refreshToken())));
        TestingWait.until("DocuSign has told", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return upload.onlyReason().endsWith("waiting no_account");
        });

        TestingSql.run("UPDATE imported_token SET expires_at = clock_timestamp() WHERE tenant = ?", tenant);
        TestingWait.answer(imported.expire().replaceWith(true));

        assertThat(upload.onlyReason()).endsWith("refused no_account");
    }

    @Test
    void countsThoseThatWaitForTheirProof() {
        TestingTenant app = TestingTenant.create(Map.of());
        TestingSql.run("""
                INSERT INTO imported_token (tenant, connection, uuid, import_id, hash, integration, generation,
                    access_token, refresh_token, scopes, access_expires_at, due_at, created_by, expires_at)
                SELECT tenant, connection, uuid, uuid, 'x', ?, 1, 'x', 'x', '{}', 'infinity', 'infinity', 'x',
                    'infinity'
                FROM connection_token WHERE tenant = ?
                """, app.integration(), app.tenant());
        String room = "SELECT import_room(?, 1)";

        assertThat(TestingSql.number(room, app.integration())).isEqualTo(1);
        TestingSql.run(
                "UPDATE imported_token SET generation = 0, access_token = NULL, access_expires_at = NULL"
                        + " WHERE tenant = ?",
                app.tenant());
        assertThat(TestingSql.number(room, app.integration())).isZero();
        operator().delete("/v1/tenants/" + app.tenant());
    }

    /** Long after its turn. */
    @ParameterizedTest
    @CsvSource({"true, active -, active -", "false, refused expired, refused discarded"})
    void tellsWhatBecameOfAPendingGrant(boolean confirmed, String late, String disconnected) {
        TestingImport app = TestingImport.of("One", "Other");
        TestingUpload upload =
                TestingUpload.of(List.of(of(tenant, "several", app.tenant().integration(), app.refreshToken())));
        finish(upload);
        String line = "1 " + tenant + " several ";
        assertThat(upload.onlyReason()).isEqualTo(line + "pending -");
        if (confirmed) {
            confirms(app);
        }

        TestingSql.run("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = ?", tenant);
        assertThat(upload.onlyReason()).isEqualTo(line + late);
        TestingSql.run(
                "UPDATE pending_grant SET expires_at = clock_timestamp() + interval '1 hour' WHERE tenant = ?", tenant);
        operator()
                .delete("/v1/tenants/" + tenant + "/connections/several")
                .then()
                .statusCode(200);
        assertThat(upload.onlyReason()).isEqualTo(line + disconnected);
    }

    @Test
    void refusesMoreThanAHundredThousandLines() {
        TestingUpload.send("x\n".repeat(ImportUploads.MOST_LINES + 1))
                .statusCode(413)
                .body("detail", containsString("100,000 lines"));

        assertThat(unfinished()).isZero();
    }

    @Test
    void keepsAnImportFor90Days() {
        TestingUpload kept = TestingUpload.of("x");
        TestingUpload old = TestingUpload.of("x");
        TestingWait.answer(lines.takeLines());
        TestingSql.run("UPDATE import_batch SET sent_at = sent_at - interval '90 days' WHERE id = ?::uuid", old.id());

        TestingWait.answer(lines.sweep());

        assertThat(TestingSql.number("SELECT invalid FROM import_batch WHERE id = ?::uuid", kept.id()))
                .isEqualTo(1);
        assertCounts(kept, 0, 0, 0, 1);
        operator().get("/v1/imports/" + old.id()).then().statusCode(404);
    }

    /** Ticks until nothing waits. */
    private void finish(TestingUpload upload) {
        TestingWait.until("the import is finished", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return upload.view().extract().path("state").equals("finished");
        });
    }

    private static int port() {
        return URI.create(TestDocuSign.publicUrl()).getPort();
    }

    private static String exchange(String head, String body) throws IOException {
        return exchange("POST /v1/imports", head, body);
    }

    private static String exchange(String line, String head, String body) throws IOException {
        try (Socket socket = new Socket("localhost", port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((request(line, "Connection: close\r\n" + head) + body).getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static String request(String line, String head) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestDatabase.BOOTSTRAP_KEY + "\r\n"
                + head + "\r\n";
    }
}
