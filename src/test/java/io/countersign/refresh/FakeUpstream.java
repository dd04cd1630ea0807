package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.PublicClient;
import io.countersign.integration.RsaKey;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A DocuSign that answers what the test has laid down, and writes down with which client secret it was asked. */
final class FakeUpstream implements Upstream {
    private static final Integration INTEGRATION = new Integration(
            "app",
            Environment.DEMO,
            UUID.randomUUID().toString(),
            List.of("signature"),
            1,
            URI.create("http://localhost"));

    final List<String> asked = new ArrayList<>();
    final List<String> worked = new ArrayList<>();
    boolean keysAreKnown = true;
    private final Deque<Supplier<Uni<TokenAnswer>>> answers = new ArrayDeque<>();
    private List<String> secrets = List.of("first");
    boolean secretsUnreadable;
    boolean keyMissing;
    boolean workedFails;

    /** What userinfo tells. */
    UserInfoAnswer told = new UserInfoAnswer.Silent(UserInfoAnswer.Silent.Reason.TIMEOUT, null);

    /** Until when the last call might be sent. */
    long latestNanos;

    FakeUpstream secrets(String... values) {
        secrets = List.of(values);
        return this;
    }

    FakeUpstream answers(TokenAnswer... next) {
        for (TokenAnswer answer : next) {
            answers.add(() -> Uni.createFrom().item(answer));
        }
        return this;
    }

    FakeUpstream answers(Supplier<Uni<TokenAnswer>> next) {
        answers.add(next);
        return this;
    }

    static TokenAnswer.Granted granted() {
        return new TokenAnswer.Granted(
                Secret.ofText("new access"), Secret.ofText("new refresh"), 28_800, List.of("signature"));
    }

    static TokenAnswer.Refused refused(Meaning meaning) {
        return refused(meaning, null);
    }

    static TokenAnswer.Refused refused(Meaning meaning, @Nullable Duration retryAfter) {
        return new TokenAnswer.Refused(400, "error", null, meaning, retryAfter);
    }

    static TokenAnswer.NotSent notSent() {
        return notSent(TokenAnswer.NotSent.Reason.UNREACHABLE);
    }

    static TokenAnswer.NotSent notSent(TokenAnswer.NotSent.Reason reason) {
        return new TokenAnswer.NotSent(reason);
    }

    static TokenAnswer.NoAnswer noAnswer(@Nullable Duration retryAfter) {
        return new TokenAnswer.NoAnswer(TokenAnswer.NoAnswer.Reason.TIMEOUT, null, retryAfter);
    }

    @Override
    public Uni<Credentials> credentials(String integration, GrantType grant) {
        if (keyMissing) {
            return Uni.createFrom().failure(new MissingKeyException("key-2"));
        }
        if (secretsUnreadable) {
            return Uni.createFrom().failure(new IllegalStateException("unreadable"));
        }
        return Uni.createFrom()
                .item(new Credentials(
                        INTEGRATION,
                        secrets.stream().map(value -> credential(grant, value)).toList()));
    }

    @Override
    public Uni<TokenAnswer> refresh(
            Lease lease, LeasedGrant.RefreshToken token, Integration integration, Credential credential, long latest) {
        asked.add(secretOf(credential));
        latestNanos = latest;
        return answers.remove().get();
    }

    @Override
    public Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latest) {
        asked.add(key.privateKey().revealText() + " " + String.join("+", call.scopes()));
        latestNanos = latest;
        return answers.remove().get();
    }

    @Override
    public Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken) {
        asked.add("userinfo");
        return Uni.createFrom().item(told);
    }

    @Override
    public Uni<Void> worked(String integration, Credential credential) {
        worked.add(secretOf(credential));
        return workedFails
                ? Uni.createFrom().failure(new IllegalStateException("away"))
                : Uni.createFrom().voidItem();
    }

    private Credential credential(GrantType grant, String value) {
        UUID id = UUID.nameUUIDFromBytes(value.getBytes());
        return switch (grant) {
            case AUTHORIZATION_CODE -> new ClientSecret(id, Secret.ofText(value), true);
            case JWT_BEARER -> new RsaKey(id, Secret.ofText(value), keysAreKnown);
        };
    }

    private static String secretOf(Credential credential) {
        return switch (credential) {
            case ClientSecret secret -> secret.value().revealText();
            case RsaKey key -> key.privateKey().revealText();
            case PublicClient none -> "public";
        };
    }
}
