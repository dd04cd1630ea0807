package io.countersign.demo;

import java.net.URI;

/**
 * The one screen that the demo prints: at most 100 columns, plain text, what is to be copied at the left edge.
 *
 * @param vault the vault's public address
 * @param management where health and metrics are
 * @param simulator where the simulated DocuSign is
 * @param issuer who gives tokens to workloads
 * @param operatorKey may do everything
 * @param told the key and the link
 */
record Screen(URI vault, String management, URI simulator, String issuer, String operatorKey, Story.Told told) {

    /** The screen. */
    String text() {
        return """

                ==============================================================================================
                  Countersign: a demo with a simulated DocuSign and a throw-away database
                ==============================================================================================
                  Countersign keeps your customers' DocuSign consents, and gives your services a valid access
                  token whenever they ask. Nothing here reaches DocuSign; all of it is gone when you stop it.

                  1. Acme is connected already. Get an access token for it (in another terminal):

                curl -X POST %1$s/v1/tenants/acme/connections/default/token \\
                  -H 'Authorization: Bearer %4$s'

                  2. Globex has been sent this link. Open it and be Grace: press the button, log in, allow:

                %5$s

                     and from then on (409 "consent-required" until then)

                curl -X POST %1$s/v1/tenants/globex/connections/default/token \\
                  -H 'Authorization: Bearer %4$s'

                  3. Use a client that you have: examples/README.md gets tokens by curl, Quarkus, Spring Boot,
                     Node.js and DocuSign's own SDKs, as they are.

                  Look around
                    Console     %1$s/console     sign in with the key of "Operator" below
                    API         %1$s/q/openapi
                    Health      %2$s/q/health     metrics: %2$s/q/metrics
                    DocuSign    %3$s     faults, clock, log of calls: %3$s/simulator/
                    Issuer      %7$s     what a cluster is to its service accounts
                    Operator    %6$s may do everything, as Bearer

                  Stop with Ctrl-C.
                ==============================================================================================
                """.formatted(vault, management, simulator, told.apiKey(), told.link(), operatorKey, issuer);
    }
}
