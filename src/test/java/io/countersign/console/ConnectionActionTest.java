package io.countersign.console;

import static io.countersign.console.ConnectionAction.ADMIN_LINK;
import static io.countersign.console.ConnectionAction.CONFIRM;
import static io.countersign.console.ConnectionAction.DISCONNECT;
import static io.countersign.console.ConnectionAction.LINK;
import static io.countersign.console.ConnectionAction.REFUSE;
import static io.countersign.console.ConnectionAction.RETRY;
import static io.countersign.console.ConnectionAction.WITHDRAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionActionTest {
    private static ConnectionView view(
            String grant,
            String state,
            @Nullable String user,
            @Nullable String lastError,
            ConnectionView.@Nullable Pending pending) {
        return new ConnectionView(
                "acme",
                "default",
                "app",
                grant,
                "demo",
                List.of("signature"),
                null,
                state,
                null,
                null,
                null,
                user,
                null,
                null,
                null,
                null,
                null,
                lastError,
                pending);
    }

    private static ConnectionView code(String state, @Nullable String lastError) {
        return view("authorization_code", state, null, lastError, null);
    }

    private static ConnectionView.Pending pending(String proof, @Nullable String lastError) {
        return new ConnectionView.Pending("one", null, List.of(), null, proof, lastError, Instant.EPOCH);
    }

    @Test
    void whatIsOfferedFollowsTheState() {
        assertThat(ConnectionAction.of(code("awaiting_consent", null))).containsExactly(LINK, DISCONNECT);
        assertThat(ConnectionAction.of(code("active", null))).containsExactly(LINK, DISCONNECT);
        assertThat(ConnectionAction.of(code("active", "unreachable"))).containsExactly(LINK, RETRY, DISCONNECT);
        assertThat(ConnectionAction.of(code("consent_required", null))).containsExactly(LINK, RETRY, DISCONNECT);
        assertThat(ConnectionAction.of(code("disconnected", null))).containsExactly(LINK, WITHDRAW);
    }

    @Test
    void onlyWhatIsProvenAndFitsIsConfirmed() {
        ConnectionView fits = view("authorization_code", "awaiting_confirmation", null, null, pending("proven", null));
        ConnectionView other =
                view("authorization_code", "awaiting_confirmation", null, null, pending("proven", "email_mismatch"));
        ConnectionView early =
                view("authorization_code", "awaiting_confirmation", null, null, pending("unproven", null));

        assertThat(ConnectionAction.of(fits)).containsExactly(CONFIRM, REFUSE, LINK, DISCONNECT);
        assertThat(ConnectionAction.of(other)).containsExactly(REFUSE, LINK, DISCONNECT);
        assertThat(ConnectionAction.of(early)).containsExactly(REFUSE, LINK, DISCONNECT);
    }

    @Test
    void whoIsImpersonatedMayHaveConsentedElsewhere() {
        assertThat(ConnectionAction.of(view("jwt_bearer", "awaiting_consent", "a-user", null, null)))
                .containsExactly(LINK, ADMIN_LINK, RETRY, DISCONNECT);
        assertThat(ConnectionAction.of(view("jwt_bearer", "awaiting_consent", null, null, null)))
                .containsExactly(LINK, DISCONNECT);
    }
}
