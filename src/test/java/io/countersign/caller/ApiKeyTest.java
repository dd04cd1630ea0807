package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void readsWhatItGenerates() {
        ApiKey key = ApiKey.generate(random);

        assertThat(key.reveal()).matches("csk_[0-9A-Za-z]{61}");
        assertThat(ApiKey.parse(key.reveal())).hasValueSatisfying(read -> {
            assertThat(read.id()).isEqualTo(key.id()).hasSize(12);
            assertThat(read.hash()).isEqualTo(key.hash()).hasSize(32);
        });
    }

    @Test
    void rejectsEveryChangeOfOneCharacter() {
        String key = ApiKey.generate(random).reveal();

        for (int place = 0; place < key.length(); place++) {
            for (char other = 0; other < 256; other++) {
                if (other != key.charAt(place)) {
                    String changed = key.substring(0, place) + other + key.substring(place + 1);
                    assertThat(ApiKey.parse(changed)).as(changed).isEmpty();
                }
            }
        }
    }

    @Test
    void rejectsOtherLengths() {
        String key = ApiKey.generate(random).reveal();

        assertThat(ApiKey.parse("")).isEmpty();
        assertThat(ApiKey.parse(key + "0")).isEmpty();
        assertThat(ApiKey.parse(key.substring(1))).isEmpty();
    }

    @Test
    void usesEveryCharacterEvenlyAtEveryPlace() {
        int keys = 6200;
        int[][] seen = new int[ApiKey.SECRET][128];

        for (int i = 0; i < keys; i++) {
            String secret = ApiKey.generate(random).reveal().substring(ApiKey.PREFIX.length() + ApiKey.ID);
            for (int place = 0; place < ApiKey.SECRET; place++) {
                seen[place][secret.charAt(place)]++;
            }
        }

        // 100 expected of each; ten standard deviations are 100 away.
        for (int place = 0; place < ApiKey.SECRET; place++) {
            for (char c = '0'; c <= 'z'; c++) {
                if (Character.isLetterOrDigit(c)) {
                    assertThat(seen[place][c]).as("%s at %s", c, place).isBetween(20, 200);
                }
            }
        }
    }

    @Test
    void neverGeneratesTheSameTwice() {
        Set<String> keys = new HashSet<>();
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            ApiKey key = ApiKey.generate(random);
            keys.add(key.reveal());
            ids.add(key.id());
        }

        assertThat(keys).hasSize(10_000);
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void doesNotPrintItsSecret() {
        ApiKey key = ApiKey.generate(random);

        assertThat(key.toString()).isEqualTo("ApiKey[" + key.id() + "]");
    }
}
