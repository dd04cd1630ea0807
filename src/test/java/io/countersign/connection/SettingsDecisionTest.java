package io.countersign.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionRepository.Standing;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the settings that somebody wants, by who asks and what the connection holds. */
class SettingsDecisionTest {
    private static ConnectionSettings settings(String text) {
        String[] parts = text.split(" ", -1);
        String user = parts.length > 2 ? parts[2] : null;
        String email = parts.length > 3 ? parts[3] : null;
        return new ConnectionSettings(parts[0], GrantType.named(parts[1]), null, null, email, user);
    }

    private static Standing standing(String present, String owner, boolean holdsTokens) {
        return new Standing(UUID.randomUUID(), settings(present), "ann", true, owner.equals("own"), holdsTokens);
    }

    private static String word(SettingsDecision decision) {
        return switch (decision) {
            case SettingsDecision.Refused refused ->
                String.valueOf(refused.problem().type().status());
            case SettingsDecision.Nothing nothing -> "nothing";
            case SettingsDecision.Change change -> change.forgetsSource() ? "forgets" : "changes";
        };
    }

    @ParameterizedTest(name = "{0} -> {1}, integration {2}, for all {3}, holding tokens {4}: {5}")
    @CsvSource({
        "app authorization_code, app authorization_code,   else, false, true,  nothing",
        "app authorization_code, app jwt_bearer,           else, false, false, forgets",
        "app authorization_code, app jwt_bearer,           else, true,  true,  409",
        "app authorization_code, app jwt_bearer ann,       else, false, false, 403",
        "app authorization_code, app jwt_bearer ann,       else, false, true,  403",
        "app authorization_code, app jwt_bearer ann,       own,  false, false, forgets",
        "app authorization_code, app jwt_bearer ann,       else, true,  false, forgets",
        "app jwt_bearer,         app jwt_bearer ann,       else, false, false, 403",
        "app jwt_bearer,         app jwt_bearer ann,       else, true,  true,  409",
        "app jwt_bearer ann,     app jwt_bearer bob,       else, false, false, 403",
        "app jwt_bearer ann,     app jwt_bearer bob,       own,  false, false, forgets",
        "app jwt_bearer ann,     app jwt_bearer,           else, false, false, 403",
        "app jwt_bearer ann,     app jwt_bearer,           else, true,  false, forgets",
        "app jwt_bearer ann,     app jwt_bearer ann,       else, false, true,  nothing",
        "app jwt_bearer ann,     app jwt_bearer ann a@b.c, else, false, true,  changes",
        "app jwt_bearer ann,     new jwt_bearer ann,       else, false, false, 403",
        "app jwt_bearer ann,     new jwt_bearer ann,       own,  false, false, forgets",
        "app jwt_bearer,         new jwt_bearer,           else, false, false, forgets",
        "app jwt_bearer ann,     app authorization_code,   else, false, false, forgets",
        "app jwt_bearer ann,     app authorization_code,   else, true,  true,  409",
    })
    void decides(String present, String wanted, String owner, boolean forAll, boolean holdsTokens, String decision) {
        assertThat(word(SettingsDecision.of(standing(present, owner, holdsTokens), settings(wanted), forAll)))
                .isEqualTo(decision);
    }

    /** GET shows who consented as user_id: to send that back changes nothing, and is refused to nobody. */
    @ParameterizedTest
    @CsvSource({
        "app jwt_bearer,           app jwt_bearer ann,       else, false, false, true",
        "app jwt_bearer,           app jwt_bearer ann a@b.c, else, false, true,  true",
        "app jwt_bearer,           app jwt_bearer ann,       else, true,  true,  true",
        "app jwt_bearer,           app jwt_bearer ann,       else, true,  false, false",
        "app jwt_bearer,           app jwt_bearer ann,       own,  false, false, false",
        "app jwt_bearer,           app jwt_bearer bob,       else, false, false, false",
        "app jwt_bearer,           new jwt_bearer ann,       else, false, false, false",
        "app authorization_code,   app jwt_bearer ann,       else, false, false, false",
        "app jwt_bearer ann,       app jwt_bearer ann,       else, false, false, false",
    })
    void toldBackIsNotNamed(
            String present, String wanted, String owner, boolean forAll, boolean holdsTokens, boolean repeats) {
        assertThat(SettingsDecision.repeatsLearntUser(standing(present, owner, holdsTokens), settings(wanted), forAll))
                .isEqualTo(repeats);
    }

    @ParameterizedTest
    @CsvSource({
        "app authorization_code, new authorization_code, 'import, integration cannot change'",
        "app authorization_code, app jwt_bearer,         'import, grant cannot change'",
        "app jwt_bearer ann,     new jwt_bearer bob,     'import, integration and user_id cannot change'",
    })
    void namesWhatCannotChange(String present, String wanted, String words) {
        assertThat(SettingsDecision.of(standing(present, "else", true), settings(wanted), true))
                .isInstanceOfSatisfying(
                        SettingsDecision.Refused.class,
                        refused -> assertThat(refused.problem().detail()).contains(words));
    }

    /** Who may not name a user learns no less of the integration's name than anybody else. */
    @Test
    void anUnknownIntegrationIsNamedFirst() {
        Standing unknown = new Standing(UUID.randomUUID(), settings("app jwt_bearer"), null, false, false, true);

        assertThat(word(SettingsDecision.of(unknown, settings("new jwt_bearer ann"), false)))
                .isEqualTo("422");
    }

    @ParameterizedTest
    @CsvSource({
        "authorization_code, signature extended, signature extended",
        "jwt_bearer, signature extended, signature impersonation",
        "jwt_bearer, impersonation signature, impersonation signature",
        "jwt_bearer, extended, impersonation",
    })
    void asksForTheScopesOfItsGrant(String grant, String scopes, String asked) {
        assertThat(GrantType.named(grant).asksFor(List.of(scopes.split(" ")))).containsExactly(asked.split(" "));
    }
}
