package io.countersign.ops;

import io.countersign.crypto.Secret;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** The proxy for calls to DocuSign, from properties or from the usual variables. */
final class ProxyCheck implements StartupCheck {
    private static final String PROPERTY = "countersign.docusign.proxy";

    @Override
    public List<Finding> check(Config configuration) {
        ProxySetting setting = new ProxySetting(
                PROPERTY,
                configuration.getOptionalValue(PROPERTY, String.class),
                configuration.getOptionalValue(PROPERTY + "-user", String.class),
                configuration
                        .getOptionalValue(PROPERTY + "-password", String.class)
                        .map(Secret::ofText));
        return EgressProxies.of(setting, EgressProxies.variables(configuration)).mistakes().stream()
                .map(mistake -> Finding.refuse(mistake.name(), mistake.message()))
                .toList();
    }
}
