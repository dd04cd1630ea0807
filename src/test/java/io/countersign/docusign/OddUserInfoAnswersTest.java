package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.crypto.Secret;
import io.countersign.docusign.UserInfoAnswer.Known;
import io.countersign.docusign.UserInfoAnswer.LeftOut.Reason;
import io.countersign.docusign.UserInfoAnswer.Refused;
import io.countersign.simulator.DemoCast;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Odd identities: what cannot be used is left out, and takes nobody's good account with it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OddUserInfoAnswersTest extends OddAnswersFixture {
    private static final int OWN = DemoCast.ada().accounts().size();

    @ParameterizedTest
    @CsvSource({
        "ACCOUNT_WITHOUT_ADDRESS, NO_ADDRESS, 1",
        "ACCOUNT_AT_A_PATH, PATH, 1",
        "ACCOUNT_ELSEWHERE, FOREIGN, 1",
        "ACCOUNT_WITHOUT_ID, NO_ID, 1",
        "ACCOUNT_NO_OBJECT, NO_OBJECT, 5",
    })
    void anAccountThatCannotBeUsedIsLeftOutAlone(OddAnswer odd, Reason reason, int number) {
        // When
        Known known = (Known) ask(odd);

        // Then
        assertThat(known.userInfo().accounts()).hasSize(OWN);
        assertThat(known.leftOut())
                .hasSize(number)
                .allSatisfy(left -> assertThat(left.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "ACCOUNT_BELOW_RESTAPI, https://demo.docusign.net",
        "ACCOUNT_BELOW_RESTAPI_VERSION, https://na3.docusign.net",
    })
    void theApisRootIsCutOff(OddAnswer odd, URI baseUri) {
        // When
        Known known = (Known) ask(odd);

        // Then
        assertThat(known.userInfo().accounts()).hasSize(OWN + 1);
        assertThat(known.userInfo().accounts())
                .extracting(UserInfo.Account::baseUri)
                .contains(baseUri)
                .allSatisfy(address -> assertThat(address.getPath()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"ACCOUNTS_TWO_HUNDRED, 200", "ACCOUNTS_NEARLY_ONE_MEBIBYTE, 5500"})
    void manyAccountsAreAllThere(OddAnswer odd, int number) {
        assertThat(((Known) ask(odd)).userInfo().accounts()).hasSize(OWN + number);
    }

    @ParameterizedTest
    @EnumSource(
            value = OddAnswer.class,
            names = {"GZIP", "X_GZIP", "GZIP_UNDECLARED", "GZIP_TWICE", "DEFLATE", "DEFLATE_RAW", "GZIP_CLAIMED"})
    void aPackedIdentityIsRead(OddAnswer odd) {
        assertThat(((Known) ask(odd)).userInfo().sub()).isEqualTo(DemoCast.ada().sub());
    }

    @ParameterizedTest
    @EnumSource(
            value = OddAnswer.class,
            names = {"ACCOUNTS_NONE", "ACCOUNTS_NO_LIST", "ACCOUNTS_ABSENT"})
    void aUserWithoutAccountsIsKnown(OddAnswer odd) {
        assertThat(((Known) ask(odd)).userInfo().accounts()).isEmpty();
    }

    @Test
    void onlyWhereNoAccountCanBeUsedItIsARefusalAndTheLogSaysWhy() {
        // When
        UserInfoAnswer answer;
        List<String> lines;
        try (TestingLog log = new TestingLog(CallRecords.class)) {
            answer = ask(OddAnswer.ACCOUNTS_UNUSABLE);
            lines = log.lines();
        }

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.NO_USABLE_ACCOUNT));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("WARN docusign_accounts_left_out environment=demo number=3"
                        + " reasons={foreign=1, no_address=1, no_object=1} first=[0dd00000-"));
    }

    private UserInfoAnswer ask(OddAnswer odd) {
        simulator.faults().always(odd.fault(FaultTarget.USERINFO));
        String token = simulator
                .grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature"))
                .accessToken();
        return docuSign.userInfo(Environment.DEMO, Secret.ofText(token)).await().atMost(TokenCallFixture.PATIENCE);
    }
}
