package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckedTokenTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void readsWhatItGenerates() {
        CheckedToken token = CheckedToken.generate("cst_", random);

        assertThat(token.reveal()).matches("cst_[0-9A-Za-z]{61}");
        assertThat(CheckedToken.parse("cst_", token.reveal())).hasValueSatisfying(read -> {
            assertThat(read.id()).isEqualTo(token.id()).hasSize(12);
            assertThat(read.hash()).isEqualTo(token.hash()).hasSize(32);
        });
    }

    @Test
    void rejectsEveryChangeOfOneCharacter() {
        String token = CheckedToken.generate("cst_", random).reveal();

        for (int place = 0; place < token.length(); place++) {
            for (char other = 0; other < 256; other++) {
                if (other != token.charAt(place)) {
                    String changed = token.substring(0, place) + other + token.substring(place + 1);
                    assertThat(CheckedToken.parse("cst_", changed)).as(changed).isEmpty();
                }
            }
        }
    }

    @Test
    void rejectsOtherLengths() {
        String token = CheckedToken.generate("cst_", random).reveal();

        assertThat(CheckedToken.parse("cst_", "")).isEmpty();
        assertThat(CheckedToken.parse("cst_", token + "0")).isEmpty();
        assertThat(CheckedToken.parse("cst_", token.substring(1))).isEmpty();
    }

    @Test
    void usesEveryCharacterEvenlyAtEveryPlace() {
        int tokens = 6200;
        int[][] seen = new int[CheckedToken.SECRET][128];

        for (int i = 0; i < tokens; i++) {
            String secret = CheckedToken.generate("cst_", random).reveal().substring("cst_".length() + CheckedToken.ID);
            for (int place = 0; place < CheckedToken.SECRET; place++) {
                seen[place][secret.charAt(place)]++;
            }
        }

        // 100 expected of each; ten standard deviations are 100 away.
        for (int place = 0; place < CheckedToken.SECRET; place++) {
            for (char c = '0'; c <= 'z'; c++) {
                if (Character.isLetterOrDigit(c)) {
                    assertThat(seen[place][c]).as("%s at %s", c, place).isBetween(20, 200);
                }
            }
        }
    }

    @Test
    void neverGeneratesTheSameTwice() {
        Set<String> tokens = new HashSet<>();
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            CheckedToken token = CheckedToken.generate("cst_", random);
            tokens.add(token.reveal());
            ids.add(token.id());
        }

        assertThat(tokens).hasSize(10_000);
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void doesNotPrintItsSecret() {
        CheckedToken token = CheckedToken.generate("cst_", random);

        assertThat(token.toString()).isEqualTo("cst_" + token.id());
    }
}
