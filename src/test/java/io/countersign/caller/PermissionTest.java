package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue, and the constant that annotations need of it. */
class PermissionTest {
    @Test
    void theRuleNamesEachPermission() {
        assertThat(Permission.RULE)
                .isEqualTo("must be one of "
                        + Arrays.stream(Permission.values())
                                .map(Permission::toString)
                                .collect(Collectors.joining(", ")));
    }
}
