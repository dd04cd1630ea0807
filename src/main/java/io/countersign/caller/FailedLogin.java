package io.countersign.caller;

import io.countersign.limit.ClientNetwork;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A credential that was refused.
 *
 * @param reason why; whoever sent it does not hear
 * @param door where it was sent
 * @param network where it came from
 * @param keyId the public part of an API key that exists, else null
 */
public record FailedLogin(
        Reason reason,
        Door door,
        ClientNetwork network,
        @Nullable String keyId) {

    /** Why it was refused. */
    public enum Reason {
        /** It cannot be one. */
        MALFORMED,
        /** A JWT that does not count here. */
        BAD_TOKEN,
        /** A client certificate that does not count here. */
        BAD_CERTIFICATE,
        /** Nobody's here. */
        UNKNOWN,
        /** There is an API key of that id, with another secret. */
        WRONG_SECRET,
        /** An API key whose life is over. */
        EXPIRED,
        /** A credential that is right, of another caller than what stands beside it means. */
        OTHER_CALLER;

        /** As metrics and the trail name it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a credential can be sent. */
    public enum Door {
        /** The API: {@code Authorization: Bearer}. */
        API,
        /** The token endpoint and those beside it: {@code client_secret}. */
        OAUTH,
        /** Userinfo, where an access token is the credential. */
        USERINFO,
        /** The console's sign-in, and what stands behind its sessions. */
        CONSOLE;

        /** As metrics and the trail name it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
