package io.countersign.ops;

import io.countersign.crypto.Secret;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** The proxies for calls to DocuSign and for notices, from properties or from the usual variables. */
final class ProxyCheck implements StartupCheck {
    private static final List<String> PROPERTIES = List.of("countersign.docusign.proxy", "countersign.notice.proxy");

    @Override
    public List<Finding> check(Config configuration) {
        Map<String, EgressProxies.Mistake> byName = new LinkedHashMap<>();
        PROPERTIES.stream()
                .flatMap(property -> mistakes(property, configuration))
                // Each of them meets the variables' own mistakes; it is told once.
                .forEach(mistake -> byName.putIfAbsent(mistake.name(), mistake));
        return byName.values().stream()
                .map(mistake -> Finding.refuse(mistake.name(), mistake.message()))
                .toList();
    }

    private static Stream<EgressProxies.Mistake> mistakes(String property, Config configuration) {
        ProxySetting setting = new ProxySetting(
                property,
                configuration.getOptionalValue(property, String.class),
                configuration.getOptionalValue(property + "-user", String.class),
                configuration
                        .getOptionalValue(property + "-password", String.class)
                        .map(Secret::ofText));
        return EgressProxies.of(setting, EgressProxies.variables(configuration)).mistakes().stream();
    }
}
