package io.countersign.console;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.vault.KeptVaultKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.Optional;

/** Seals sessions under the vault's own key, which all replicas share, and opens what it has sealed. */
@ApplicationScoped
class SessionSeal {
    /** What it stands for: it is in no column. */
    private static final AssociatedData PLACE = new AssociatedData("console.session", "vault", "", "", 0);

    /** More than any session takes, so that nobody has large things opened. */
    private static final int LONGEST = 1024;

    private final KeptVaultKey keys;

    SessionSeal(KeptVaultKey keys) {
        this.keys = keys;
    }

    /** As it may stand in a cookie. Fails where the vault's key is not to be had. */
    Uni<String> seal(ConsoleSession session) {
        return keys.keyOrRead()
                .map(key ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(key.seal(session.toSecret(), PLACE)));
    }

    /** Empty for whatever was sealed by nobody here. Fails where the vault's key is not to be had. */
    Uni<Optional<ConsoleSession>> open(String sealed) {
        if (sealed.length() > LONGEST) {
            return Uni.createFrom().item(Optional.empty());
        }
        return keys.keyOrRead().map(key -> {
            try {
                return ConsoleSession.of(key.open(Base64.getUrlDecoder().decode(sealed), PLACE));
            } catch (UnreadableSecretException | IllegalArgumentException nobodys) {
                return Optional.empty();
            }
        });
    }
}
