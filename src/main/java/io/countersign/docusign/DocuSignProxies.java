package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The proxies for DocuSign, from {@code countersign.docusign.proxy} and the usual variables. */
@ApplicationScoped
class DocuSignProxies {

    @Produces
    @Singleton
    EgressProxies proxies(DocuSignConfiguration docuSign, Config configuration) {
        ProxySetting setting = new ProxySetting(
                "countersign.docusign.proxy",
                docuSign.proxy(),
                docuSign.proxyUser(),
                docuSign.proxyPassword().map(Secret::ofText));
        return EgressProxies.of(setting, EgressProxies.variables(configuration));
    }
}
