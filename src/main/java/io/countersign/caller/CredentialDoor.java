package io.countersign.caller;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.identity.ClientCertificates;
import io.countersign.caller.identity.JwtVerifier;
import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.countersign.problem.Answer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;

/**
 * Answers at the API's door what {@link CallerIdentityProvider} would refuse without asking anybody, in the same words:
 * by the way through authentication and Jakarta REST a refusal would cost about as much as a token.
 */
@ApplicationScoped
class CredentialDoor {
    /** Behind Reception, of package problem: what is wrong with a request comes before whose it is. */
    private static final int AFTER_RECEPTION = 9_900;

    private static final String API = "/v1/";

    private final BootstrapKey bootstrap;
    private final Admission admission;
    private final ClientCertificates certificates;

    CredentialDoor(BootstrapKey bootstrap, Admission admission, ClientCertificates certificates) {
        this.bootstrap = bootstrap;
        this.admission = admission;
        this.certificates = certificates;
    }

    void install(@Observes Filters filters) {
        filters.register(this::receive, AFTER_RECEPTION);
    }

    private void receive(RoutingContext context) {
        List<String> headers = BearerAuthenticationMechanism.headers(context);
        if (!context.normalizedPath().startsWith(API)) {
            context.next();
            return;
        }
        Arrival arrival = new Arrival(Door.API, context.request().remoteAddress());
        if (headers.isEmpty()) {
            receiveWithoutHeader(context, arrival);
            return;
        }
        Optional<String> credential = BearerAuthenticationMechanism.credential(headers);
        Optional<Admission.Verdict> verdict = credential.flatMap(presented -> verdict(presented, arrival));
        if (verdict.isPresent()) {
            answer(context, verdict.get());
        } else if (credential.filter(bootstrap::is).isPresent()) {
            context.next();
        } else {
            admission.malformed(arrival);
            Answer.refuseCredential(context);
        }
    }

    /**
     * Without a credential it is a matter of the address, and a 404 tells nothing of what there is: one more page. A
     * certificate that is not known has to be verified, which costs more.
     */
    private void receiveWithoutHeader(RoutingContext context, Arrival arrival) {
        boolean may = switch (certificates.presence(context.request())) {
            case NONE -> admission.mayComeWithout(arrival);
            case UNKNOWN -> admission.mayVerify(arrival);
            case KNOWN -> true;
        };
        if (may) {
            context.next();
        } else {
            Answer.refuse(context, Admission.TOO_MANY_FAILURES, false);
        }
    }

    /** As {@link CallerIdentityProvider} has it judged; empty for what is neither an API key nor a JWT. */
    private Optional<Admission.Verdict> verdict(String credential, Arrival arrival) {
        return ApiKey.parse(credential)
                .map(key -> admission.judge(key.hash(), arrival))
                .or(() -> JwtVerifier.isJwt(credential)
                        ? Optional.of(admission.judgeToken(Digest.of(Secret.ofText(credential)), arrival))
                        : Optional.empty());
    }

    private static void answer(RoutingContext context, Admission.Verdict verdict) {
        switch (verdict) {
            case Admission.Verdict.Search search -> context.next();
            case Admission.Verdict.Refused refused -> Answer.refuseCredential(context);
            case Admission.Verdict.Later later -> Answer.refuse(context, Admission.TOO_MANY_FAILURES, false);
        }
    }
}
