package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerIdentityProviderTest {
    private static final String OPERATOR = "0123456789abcdef0123456789abcdef";

    private final SecureRandom random = new SecureRandom();
    private final ApiKey key = ApiKey.generate(random);
    private final List<String> asked = new ArrayList<>();
    private Uni<Optional<StoredKey>> answer = Uni.createFrom().item(Optional.empty());

    private record Configured(Optional<String> apiKey, Optional<java.nio.file.Path> apiKeyFile)
            implements BootstrapConfiguration {}

    private SecurityIdentity authenticate(String credential) {
        BootstrapKey bootstrap = new BootstrapKey(new Configured(Optional.of(OPERATOR), Optional.empty()));
        return new CallerIdentityProvider(bootstrap)
                .authenticate(new BearerRequest(credential, this::find), null)
                .await()
                .indefinitely();
    }

    private Uni<Optional<StoredKey>> find(String keyId, byte[] hash) {
        asked.add(keyId);
        return answer;
    }

    private void stored(byte[] hash, boolean expired) {
        Grant grant = new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE));
        answer = Uni.createFrom()
                .item(Optional.of(new StoredKey("signer", hash, expired, List.of(grant), Map.of("beside", "the key"))));
    }

    private void assertRefused(String credential) {
        assertThatThrownBy(() -> authenticate(credential)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void knowsACallerByItsKey() {
        // Given
        stored(key.hash(), false);

        // When
        SecurityIdentity identity = authenticate(key.reveal());

        // Then
        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:signer");
        assertThat(Grants.of(identity).allow(Permission.TOKEN_ISSUE, "acme")).isTrue();
        assertThat(identity.<String>getAttribute("beside")).isEqualTo("the key");
        assertThat(asked).containsExactly(key.id());
    }

    @Test
    void refusesUnknownExpiredAndWrongKeys() {
        assertRefused(key.reveal());

        stored(key.hash(), true);
        assertRefused(key.reveal());

        stored(ApiKey.generate(random).hash(), false);
        assertRefused(key.reveal());
    }

    @Test
    void refusesForgeriesWithoutLookingThemUp() {
        char last = key.reveal().charAt(key.reveal().length() - 1);
        String forged = key.reveal().substring(0, key.reveal().length() - 1) + (last == 'a' ? 'b' : 'a');

        assertRefused(forged);
        assertRefused("");
        assertRefused("eyJhbGciOiJub25lIn0.e30.");

        assertThat(asked).isEmpty();
    }

    @Test
    void knowsTheOperatorWithoutLookingUp() {
        SecurityIdentity identity = authenticate(OPERATOR);

        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:bootstrap");
        assertThat(Grants.of(identity).allow(Permission.CALLER_MANAGE, null)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void doesNotCallAFailedLookUpAWrongKey() {
        answer = Uni.createFrom().failure(new IllegalStateException("away"));

        assertThatThrownBy(() -> authenticate(key.reveal())).isInstanceOf(IllegalStateException.class);
    }
}
