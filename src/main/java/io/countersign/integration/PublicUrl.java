package io.countersign.integration;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The address under which browsers reach this service: {@code countersign.public-url}, for example
 * {@code https://vault.example.com}. It may have a path, and a slash at the end makes no difference. Redirect URIs and
 * consent links are made of it.
 */
@ApplicationScoped
public class PublicUrl {
    private final URI value;
    private final String base;

    /**
     * A single property and not a mapping: a mapping of the prefix {@code countersign} would claim all other packages'
     * properties.
     */
    PublicUrl(@ConfigProperty(name = "countersign.public-url") URI value) {
        this.value = value;
        this.base = value.toString().replaceFirst("/+$", "");
    }

    /** As configured. */
    public URI value() {
        return value;
    }

    /**
     * The public address of a path of this service.
     *
     * @param path begins with a slash and is already encoded
     */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /**
     * Where DocuSign sends people back to who consented for this integration.
     *
     * @param integration its name
     */
    public URI redirectUri(String integration) {
        return at("/oauth/callback/" + integration);
    }
}
