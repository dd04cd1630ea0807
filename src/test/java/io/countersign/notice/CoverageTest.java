package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final String CONNECTED = "connection.connected";
    private static final String FLAGGED = "integration.flagged";

    @Test
    void ofAllCoversWhatBelongsToNoTenantToo() {
        Coverage all = new Coverage(Set.of("*"), Set.of("*"));

        assertThat(all.covers(CONNECTED, "acme")).isTrue();
        assertThat(all.covers(FLAGGED, null)).isTrue();
        assertThat(all.covers("of.a-later-version", "acme")).isTrue();
    }

    @Test
    void ofSomeTenantsCoversNothingElse() {
        Coverage some = new Coverage(Set.of("*"), Set.of("acme"));

        assertThat(some.covers(CONNECTED, "acme")).isTrue();
        assertThat(some.covers(CONNECTED, "globex")).isFalse();
        assertThat(some.covers(FLAGGED, null)).isFalse();
    }

    @Test
    void ofSomeTypesCoversNothingElse() {
        Coverage some = new Coverage(Set.of(CONNECTED), Set.of("*"));

        assertThat(some.covers(CONNECTED, "acme")).isTrue();
        assertThat(some.covers("connection.pending", "acme")).isFalse();
        assertThat(some.covers(FLAGGED, null)).isFalse();
    }

    @Test
    void ofNoTenantLeftCoversNothing() {
        Coverage none = new Coverage(Set.of("*"), Set.of());

        assertThat(none.covers(CONNECTED, "acme")).isFalse();
        assertThat(none.covers(FLAGGED, null)).isFalse();
    }
}
