package io.countersign.caller;

import io.countersign.caller.FailedLogin.Reason;
import io.countersign.caller.identity.JwtVerdict;
import io.countersign.caller.identity.JwtVerifier;
import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.countersign.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells whose credential it is. Every reason for a refusal looks the same from outside. */
@ApplicationScoped
class CallerIdentityProvider implements IdentityProvider<BearerRequest> {
    /** Of a principal's name, before the caller's own. */
    static final String PREFIX = "caller:";

    private final BootstrapKey bootstrap;
    private final Admission admission;
    private final JwtVerifier jwts;

    CallerIdentityProvider(BootstrapKey bootstrap, Admission admission, JwtVerifier jwts) {
        this.bootstrap = bootstrap;
        this.admission = admission;
        this.jwts = jwts;
    }

    @Override
    public Class<BearerRequest> getRequestType() {
        return BearerRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(BearerRequest request, AuthenticationRequestContext context) {
        return switch (request.presented()) {
            case Presented.Text text -> byText(text.credential(), request);
            case Presented.Kept kept -> byMark(kept.mark(), request);
            case Presented.Proven proven -> {
                Credential credential = Credential.of(proven.identity());
                yield known(credential, credential.hash(), request);
            }
        };
    }

    private Uni<SecurityIdentity> byText(String presented, BearerRequest request) {
        if (bootstrap.is(presented)) {
            return Uni.createFrom().item(() -> admitted(BootstrapKey.CALLER, Grants.unlimited(), Map.of()));
        }
        Optional<ApiKey> key = ApiKey.parse(presented);
        if (key.isPresent()) {
            Credential credential = Credential.of(key.get());
            return known(credential, credential.hash(), request);
        }
        if (JwtVerifier.isJwt(presented)) {
            byte[] hash = Digest.of(Secret.ofText(presented));
            return judged(admission.judgeToken(hash, request.arrival()), () -> byJwt(presented, hash, request));
        }
        admission.malformed(request.arrival());
        return refusal();
    }

    /** As the whole key would be, each time anew: a key that was deleted meanwhile is none. */
    private Uni<SecurityIdentity> byMark(KeyMark mark, BearerRequest request) {
        if (mark.isOperators()) {
            return bootstrap.has(mark.hash())
                    ? Uni.createFrom().item(() -> admitted(BootstrapKey.CALLER, Grants.unlimited(), Map.of()))
                    : refusal();
        }
        Credential credential = new Credential(Credential.Kind.KEY, mark.id(), mark.hash());
        return known(credential, credential.hash(), request);
    }

    /** What may be looked up without more ado, by its own hash. */
    private Uni<SecurityIdentity> known(Credential credential, byte[] presented, BearerRequest request) {
        return judged(
                admission.judge(credential.hash(), request.arrival()), () -> search(credential, presented, request));
    }

    private static Uni<SecurityIdentity> judged(Admission.Verdict verdict, Supplier<Uni<SecurityIdentity>> whose) {
        return switch (verdict) {
            case Admission.Verdict.Search search -> whose.get();
            case Admission.Verdict.Refused refused -> refusal();
            case Admission.Verdict.Later later -> Uni.createFrom().failure(Admission.TOO_MANY_FAILURES.toException());
        };
    }

    /** Who cannot be verified because nobody has the issuer's keys is let in no more than who is refused. */
    private Uni<SecurityIdentity> byJwt(String jwt, byte[] hash, BearerRequest request) {
        return jwts.verify(jwt).chain(verdict -> switch (verdict) {
            case JwtVerdict.Proven proven -> known(Credential.of(proven.identity()), hash, request);
            case JwtVerdict.Refused worthless -> {
                admission.badToken(hash, request.arrival());
                yield refusal();
            }
            case JwtVerdict.Unknowable away -> {
                admission.unknowableToken(request.arrival());
                yield Uni.createFrom()
                        .failure(Problem.unavailable(
                                        "The keys of the token's issuer cannot be had right now, so nobody knows whose"
                                                + " it is. Nothing was done. Send the request again later.",
                                        away.retryAfter())
                                .toException());
            }
        });
    }

    /**
     * Whose it was a short time ago pays for the request before anything is read for it.
     *
     * @param presented by which it is judged the next time
     */
    private Uni<SecurityIdentity> search(Credential credential, byte[] presented, BearerRequest request) {
        return Uni.createFrom().deferred(() -> {
            @Nullable String payer = admission.owner(credential.hash());
            if (payer != null) {
                admission.admit(payer);
            }
            return request.lookup()
                    .find(credential)
                    .map(stored -> identity(credential, presented, stored, request.arrival(), payer));
        });
    }

    private SecurityIdentity identity(
            Credential credential,
            byte[] presented,
            Optional<StoredKey> stored,
            Arrival arrival,
            @Nullable String payer) {
        // An unknown id is compared too, so that the time taken does not tell it from a wrong secret.
        byte[] expected = stored.map(StoredKey::hash).orElseGet(() -> new byte[Digest.LENGTH]);
        boolean matches = Digest.same(credential.hash(), expected);
        StoredKey known = stored.filter(found -> matches && !found.expired()).orElseThrow(() -> {
            admission.refuse(credential, presented, reason(stored, matches), arrival);
            return refused();
        });
        admission.accept(presented, known.caller());
        // A token is presented once in a while anew; whose it is stays the same.
        admission.accept(credential.hash(), known.caller());
        Grants grants = new Grants(known.grants());
        return known.caller().equals(payer)
                ? identity(known.caller(), grants, known.attributes())
                : admitted(known.caller(), grants, known.attributes());
    }

    private static Reason reason(Optional<StoredKey> stored, boolean matches) {
        if (stored.isEmpty()) {
            return Reason.UNKNOWN;
        }
        return matches ? Reason.EXPIRED : Reason.WRONG_SECRET;
    }

    private SecurityIdentity admitted(String caller, Grants grants, Map<String, Object> attributes) {
        admission.admit(caller);
        return identity(caller, grants, attributes);
    }

    private static SecurityIdentity identity(String caller, Grants grants, Map<String, Object> attributes) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(PREFIX + caller))
                .addAttributes(attributes)
                .addAttribute(Grants.ATTRIBUTE, grants)
                .addAttribute(Grants.READABLE_TENANTS, grants.tenantsWith(Permission.TENANT_READ))
                .addAttribute(Grants.READABLE_CONNECTIONS, grants.connectionsWith(Permission.CONNECTION_READ))
                .addPermissionChecker(asked -> Uni.createFrom().item(grants.allow(asked)))
                .build();
    }

    private static Uni<SecurityIdentity> refusal() {
        return Uni.createFrom().failure(CallerIdentityProvider::refused);
    }

    private static AuthenticationFailedException refused() {
        return new AuthenticationFailedException("Malformed, unknown or expired credential");
    }
}
