package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static io.countersign.importing.TestingUpload.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The turns of lines: what they make, hand on and leave alone. The schedules tick when the test says so. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BulkImportTest {
    @Inject
    BatchSchedule lines;

    @Inject
    ImportSchedule proofs;

    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

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
                fields(tenant, "dead", integration, "dead"),
                whole(integration, " " + sound + "\n"),
                fields(tenant, "twice", integration, sound),
                fields(tenant, "several", integration, several.refreshToken()),
                named("Not Bulk", fields(tenant, "other-name", integration, "x")),
                fields("new-" + tenant, "default", "nowhere", "y"),
                fields(there, "default", integration, "z")));
        upload.finish(lines, proofs);

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
        upload.assertCounts(1, 1, 1, 4);
        operator().get("/v1/tenants/" + tenant).then().body("display_name", equalTo("Bulk"));
        operator().get("/v1/tenants/new-" + tenant).then().statusCode(404);
        operator()
                .get("/v1/tenants/" + tenant + "/connections/default")
                .then()
                .body("state", equalTo("active"))
                .body("granted_scopes", equalTo(List.of("signature", "extended", "cors")));
        several.confirmFor(tenant, "several");
        upload.assertCounts(2, 0, 1, 4);
    }

    /** With all that a line may hold. */
    private Map<String, Object> whole(String integration, String token) {
        Map<String, Object> line = named("Bulk", fields(tenant, "default", integration, token));
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

    @Test
    void leavesAnActiveConnectionAlone() {
        // Given
        TestingImport known = TestingImport.of("Only account");
        known.send(known.refreshToken()).statusCode(200);
        String unspent = known.refreshToken();
        int spent = known.refreshes().size();

        // When
        TestingUpload upload = TestingUpload.of(List.of(
                fields(known.tenant().tenant(), "default", known.tenant().integration(), unspent)));
        upload.finish(lines, proofs);

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
                List.of(fields(app.tenant().tenant(), "default", app.tenant().integration(), app.refreshToken())));

        operator()
                .delete(
                        tenantToo
                                ? "/v1/tenants/" + app.tenant().tenant()
                                : app.tenant().connection())
                .then()
                .statusCode(tenantToo ? 204 : 200);
        upload.finish(lines, proofs);

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
                new HashMap<>(fields(tenant, "default", app.tenant().integration(), "any"));
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
                TestingUpload.of(List.of(fields(tenant, "default", app.tenant().integration(), "any")));
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
        TestingSql.runPastTriggers(
                "UPDATE tenant_key SET wrapped = 'x' WHERE tenant = ?",
                broken.tenant().tenant());
        TestingUpload failing = TestingUpload.of(List.of(
                fields(broken.tenant().tenant(), "default", broken.tenant().integration(), "any")));
        TestingUpload sound = TestingUpload.of(
                List.of(fields(tenant, "default", broken.tenant().integration(), "dead")));

        TestingWait.answer(lines.takeLines().onFailure().recoverWithNull());
        TestingWait.answer(lines.takeLines());

        assertThat(sound.isHandedOn()).isTrue();
        assertThat(failing.isHandedOn()).isFalse();
        failing.stop();
        sound.stop();
        operator().delete("/v1/tenants/" + broken.tenant().tenant());
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
                List.of(fields(app.tenant().tenant(), "default", app.tenant().integration(), token)));
        TestingWait.answer(lines.takeLines());

        assertThat(upload.onlyReason()).endsWith("default refused already_imported");
    }

    /** The first line that says a name has no turn, so its name is nobody's. */
    @Test
    void makesNoTenantForALineThatCallsItOtherwise() {
        TestingImport app = TestingImport.of("Only account");

        TestingUpload upload = TestingUpload.of(List.of(
                named("One", fields(tenant, "default", "nowhere", "x")),
                named("Other", fields(tenant, "second", app.tenant().integration(), "y"))));
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
        Map<String, Object> line = new HashMap<>(
                fields(app.tenant().tenant(), "default", app.tenant().integration(), app.refreshToken()));
        line.put("expected_email", "Ada@ACME.example");
        line.put("scopes", List.of("signature", "extended"));

        TestingUpload upload = TestingUpload.of(List.of(line));
        TestingWait.answer(lines.takeLines());

        assertThat(upload.isHandedOn()).isTrue();
        upload.stop();
    }

    @ParameterizedTest
    @CsvSource({"scopes, cors", "expected_account_id, 7", "expected_email, eve@acme.example"})
    void namesTheSettingThatIsAnotherOne(String setting, String value) {
        TestingTenant app = TestingTenant.create(Map.of());
        Map<String, Object> line = new HashMap<>(fields(app.tenant(), "default", app.integration(), "any-" + tenant));
        line.put(setting, setting.equals("scopes") ? List.of(value) : value);

        TestingUpload upload = TestingUpload.of(List.of(line));
        upload.finish(lines, proofs);

        assertThat(upload.onlyReason()).contains("invalid " + setting + ": the connection is there with another one");
    }

    @Test
    void saysWhatItWaitsFor() {
        TestingImport app = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));

        TestingUpload upload =
                TestingUpload.of(List.of(fields(tenant, "default", app.tenant().integration(), app.refreshToken())));

        TestingWait.until("DocuSign has failed", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return upload.onlyReason().endsWith("waiting no_answer");
        });
        assertThat(TestingTrail.detail(tenant, "import.received", "import")).isEqualTo(upload.id());
        operator().delete("/v1/tenants/" + tenant).then().statusCode(204);
    }
}
