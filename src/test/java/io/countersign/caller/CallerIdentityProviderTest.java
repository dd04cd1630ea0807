package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerIdentityProviderTest {
    private static final String OPERATOR = "0123456789abcdef0123456789abcdef";

    private final SecureRandom random = new SecureRandom();
    private final ApiKey key = ApiKey.generate(random);
    private final FakeSource source = new FakeSource();

    private static final class FakeSource implements CredentialSource {
        private final List<String> asked = new ArrayList<>();
        private Uni<Optional<StoredKey>> answer = Uni.createFrom().item(Optional.empty());

        @Override
        public boolean handles(RoutingContext request) {
            return true;
        }

        @Override
        public Uni<Optional<StoredKey>> find(String keyId, RoutingContext request) {
            asked.add(keyId);
            return answer;
        }
    }

    private record Configured(Optional<String> apiKey, Optional<java.nio.file.Path> apiKeyFile)
            implements BootstrapConfiguration {}

    private SecurityIdentity authenticate(String credential) {
        BootstrapKey bootstrap = new BootstrapKey(new Configured(Optional.of(OPERATOR), Optional.empty()));
        // Without a pool: a statement beside the source's would fail.
        DatabaseCredentials none = new DatabaseCredentials(null);
        return new CallerIdentityProvider(bootstrap, none, List.of(source))
                .authenticate(new BearerRequest(credential, null), null)
                .await()
                .indefinitely();
    }

    private void stored(byte[] hash, boolean expired) {
        Grant grant = new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE));
        source.answer = Uni.createFrom().item(Optional.of(new StoredKey("signer", hash, expired, List.of(grant))));
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
        assertThat(source.asked).containsExactly(key.id());
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
        char last = key.reveal().charAt(ApiKey.LENGTH - 1);
        String forged = key.reveal().substring(0, ApiKey.LENGTH - 1) + (last == 'a' ? 'b' : 'a');

        assertRefused(forged);
        assertRefused("");
        assertRefused("eyJhbGciOiJub25lIn0.e30.");

        assertThat(source.asked).isEmpty();
    }

    @Test
    void knowsTheOperatorWithoutLookingUp() {
        SecurityIdentity identity = authenticate(OPERATOR);

        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:bootstrap");
        assertThat(Grants.of(identity).allow(Permission.CALLER_MANAGE, null)).isTrue();
        assertThat(source.asked).isEmpty();
    }

    @Test
    void doesNotCallAFailedLookUpAWrongKey() {
        source.answer = Uni.createFrom().failure(new IllegalStateException("away"));

        assertThatThrownBy(() -> authenticate(key.reveal())).isInstanceOf(IllegalStateException.class);
    }
}
