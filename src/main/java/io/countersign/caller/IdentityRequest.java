package io.countersign.caller;

import io.countersign.caller.identity.CertificateName;
import io.countersign.caller.identity.ProvenIdentity;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is elsewhere, as it is put.
 *
 * @param type {@code oidc} or {@code certificate}
 * @param issuer of an OIDC subject, to the letter as its tokens name it; null for a certificate
 * @param subject {@code sub} of its tokens; null for a certificate
 * @param san of a certificate, as {@link CertificateName} wants it; null for an OIDC subject
 */
@KnownIdentity
public record IdentityRequest(
        @NotNull(message = TYPE_RULE) @Pattern(regexp = "oidc|certificate", message = TYPE_RULE)
        String type,

        @Nullable String issuer,
        @Nullable String subject,
        @Nullable String san) {

    static final String TYPE_RULE = "must be oidc or certificate";

    /** Of a valid one. */
    ProvenIdentity identity() {
        return type.equals("oidc")
                ? ProvenIdentity.oidc(Objects.requireNonNull(issuer), Objects.requireNonNull(subject))
                : ProvenIdentity.certificate(Objects.requireNonNull(san));
    }
}
