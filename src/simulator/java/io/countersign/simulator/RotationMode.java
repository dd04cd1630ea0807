package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/**
 * What becomes of a refresh token once it has been used. DocuSign documents that every refresh answers with a new
 * refresh token and says nothing of the old one, so each possibility can be simulated; which of them is DocuSign's is
 * unverified. In JSON: {@code {"mode":"strict"}}, {@code {"mode":"family_revoked"}},
 * {@code {"mode":"grace","window":30}}, {@code {"mode":"alive"}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RotationMode.Strict.class, name = "strict"),
    @JsonSubTypes.Type(value = RotationMode.FamilyRevoked.class, name = "family_revoked"),
    @JsonSubTypes.Type(value = RotationMode.Grace.class, name = "grace"),
    @JsonSubTypes.Type(value = RotationMode.Alive.class, name = "alive")
})
public sealed interface RotationMode {
    /**
     * The default and the worst case for a client: the used token is dead; its successor is not affected by a reuse.
     */
    record Strict() implements RotationMode {}

    /** The used token is dead, and presenting it again revokes every refresh token of the same authorization. */
    record FamilyRevoked() implements RotationMode {}

    /**
     * The used token goes on working for a while. Each use within the window answers with one more new pair; the pairs
     * issued before stay valid, so a client that lost an answer recovers by asking again. After the window the token is
     * dead.
     *
     * @param window how long after its first use the old token still works
     */
    record Grace(Duration window) implements RotationMode {
        /** Checks that the window is not negative. */
        public Grace {
            if (requireNonNull(window, "window is null").isNegative()) {
                throw new IllegalArgumentException("window must not be negative");
            }
        }
    }

    /** Use has no effect: the old token works until its own expiry, next to every successor. */
    record Alive() implements RotationMode {}

    /**
     * Judges a refresh token that was used before.
     *
     * @param sinceFirstUse the time since the token was first used
     */
    default Reuse judge(Duration sinceFirstUse) {
        return switch (this) {
            case Strict() -> Reuse.REFUSED;
            case FamilyRevoked() -> Reuse.FAMILY_REVOKED;
            case Grace(Duration window) -> sinceFirstUse.compareTo(window) <= 0 ? Reuse.ACCEPTED : Reuse.REFUSED;
            case Alive() -> Reuse.ACCEPTED;
        };
    }

    /** The verdict on a refresh token that is presented once more. */
    enum Reuse {
        /** It still works. */
        ACCEPTED,
        /** It is dead; nothing else happens. */
        REFUSED,
        /** It is dead, and so is every token of its family from now on. */
        FAMILY_REVOKED
    }
}
