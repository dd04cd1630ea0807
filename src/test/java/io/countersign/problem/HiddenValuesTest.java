package io.countersign.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.countersign.crypto.CheckedToken;
import io.countersign.crypto.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The API's JSON, with settings under which Jackson would write every field it finds. */
class HiddenValuesTest {
    private final ObjectMapper open = new ObjectMapper()
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

    private record Answer(Object value) {}

    @Test
    void neverGoIntoJson() throws Exception {
        // Given
        Secret secret = Secret.ofText("canary");
        CheckedToken token = CheckedToken.generate("csk_", new SecureRandom());
        assertThat(open.writeValueAsString(secret)).as("without the rule").contains("Y2FuYXJ5");
        assertThat(open.writeValueAsString(token)).as("without the rule").contains(token.reveal());
        ObjectMapper strict = open.copy();

        // When
        new StrictJson().customize(strict);

        // Then
        for (Object hidden : List.of(secret, token)) {
            for (Object answer : List.of(hidden, new Answer(hidden), List.of(hidden), Map.of("a", hidden))) {
                assertThatThrownBy(() -> strict.writeValueAsString(answer))
                        .isInstanceOf(JsonMappingException.class)
                        .hasMessageContaining("does not go into JSON");
            }
        }
    }
}
