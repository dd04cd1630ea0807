package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every pair of places: what is sealed for one opens in no other, whatever of the place they share. */
class EveryPlaceTest {
    private static final List<String> COLUMNS = List.of(
            "connection_token.access_token",
            "connection_token.refresh_token",
            "pending_grant.access_token",
            "pending_grant.refresh_token",
            "imported_token.access_token",
            "imported_token.refresh_token",
            "consent_attempt.code_verifier",
            "import_line.token",
            "integration_secret.sealed",
            "integration_rsa_key.sealed",
            "vault_key.hash_key",
            "vault_key.mac_key");

    @Test
    void noSealOpensInAnotherPlace() {
        Keyset keyset = Keyset.generate();
        Secret secret = Secret.ofText("a token");
        List<AssociatedData> places = places();
        List<byte[]> sealed =
                places.stream().map(place -> keyset.seal(secret, place)).toList();

        for (int made = 0; made < places.size(); made++) {
            for (int opened = 0; opened < places.size(); opened++) {
                byte[] value = sealed.get(made);
                AssociatedData place = places.get(opened);
                if (made == opened) {
                    assertThat(keyset.open(value, place)).isEqualTo(secret);
                } else {
                    assertThatExceptionOfType(UnreadableSecretException.class)
                            .isThrownBy(() -> keyset.open(value, place));
                }
            }
        }
    }

    private static List<AssociatedData> places() {
        List<AssociatedData> places = new ArrayList<>();
        for (String column : COLUMNS) {
            for (String owner : List.of("acme", "integration:acme")) {
                for (String row : List.of("default", "second")) {
                    for (String environment : List.of("demo", "production")) {
                        places.add(new AssociatedData(column, owner, row, environment, 1));
                        places.add(new AssociatedData(column, owner, row, environment, 2));
                    }
                }
            }
        }
        return places;
    }
}
