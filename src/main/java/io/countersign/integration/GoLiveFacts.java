package io.countersign.integration;

import io.countersign.docusign.Environment;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known here of an integration, as far as production asks for it.
 *
 * @param app what it is
 * @param publicUrl under which browsers reach this service
 * @param redirectUri where DocuSign is to send people back to
 * @param secrets its client secrets
 * @param rsaKeys its RSA key pairs
 * @param use its connections
 * @param flag the reason why an operator has to look at it, or null
 * @param twins the integrations of the same key in the other environment, by name
 */
record GoLiveFacts(
        RegisteredApp app,
        URI publicUrl,
        URI redirectUri,
        Known secrets,
        Known rsaKeys,
        Use use,
        @Nullable String flag,
        List<Twin> twins) {

    /** Copies the list. */
    GoLiveFacts {
        twins = List.copyOf(twins);
    }

    /**
     * Credentials of one kind.
     *
     * @param registered how many there are
     * @param worked how many of them DocuSign has taken
     */
    record Known(long registered, long worked) {}

    /**
     * The connections that name it; all but the last leave out the disconnected ones.
     *
     * @param exchanging those whose consent ends with the exchange of a code, which takes a client secret
     * @param asserting those of grant {@code jwt_bearer}
     * @param brief those of grant {@code authorization_code} that ask without {@code extended}
     * @param consented those through which a consent has come back, whatever became of it
     */
    record Use(long exchanging, long asserting, long brief, long consented) {}

    /**
     * An integration of the same key in the other environment.
     *
     * @param name its name
     * @param app what it is
     * @param rsaKeys how many RSA key pairs it has
     */
    record Twin(String name, RegisteredApp app, long rsaKeys) {}

    /** Whether it is registered in DocuSign's production environment. */
    boolean isProduction() {
        return app.environment() == Environment.PRODUCTION;
    }
}
