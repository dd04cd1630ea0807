package io.countersign.docusign;

import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Whether an address may be told to services, which send access tokens to it. */
@ApplicationScoped
public class ApiHosts {
    private final ApiAddresses demo;
    private final ApiAddresses production;

    ApiHosts(AuthorizationServers servers) {
        this.demo = new ApiAddresses(servers.address(Environment.DEMO));
        this.production = new ApiAddresses(servers.address(Environment.PRODUCTION));
    }

    /**
     * Whether tokens of that environment may be sent there.
     *
     * @param baseUri of an account, as it was stored when somebody consented
     */
    public boolean believe(Environment environment, @Nullable String baseUri) {
        ApiAddresses addresses = switch (environment) {
            case DEMO -> demo;
            case PRODUCTION -> production;
        };
        return addresses.judge(baseUri) instanceof ApiAddresses.Usable;
    }
}
