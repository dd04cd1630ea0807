package io.countersign.ops;

import java.util.List;
import org.eclipse.microprofile.config.Config;

/** All checks of the configuration. They all run, so that an operator reads of every mistake at once. */
final class StartupChecks {
    private StartupChecks() {}

    /** What all checks found, in the order of the checks. */
    static List<Finding> run(Config configuration, OpsConfiguration ops) {
        return all(ops).stream()
                .flatMap(check -> check.check(configuration).stream())
                .toList();
    }

    private static List<StartupCheck> all(OpsConfiguration ops) {
        return List.of(
                new WebAddressCheck(
                        WebAddressCheck.PUBLIC_URL,
                        "browsers would send consent links and DocuSign's authorization codes in the clear"),
                new WebAddressCheck(
                        "countersign.docusign.demo.auth-url",
                        "client secrets and tokens would cross the network in the clear"),
                new WebAddressCheck(
                        "countersign.docusign.production.auth-url",
                        "client secrets and tokens would cross the network in the clear"),
                new ProxyCheck(),
                new ForwardedAddressCheck(),
                new OutgoingTlsCheck(),
                new ConfigurationFilesCheck(),
                new DatasourcePropertyCheck(),
                new ReactiveDatabaseCheck(ops.allowPlainDatabase()),
                new JdbcDatabaseCheck(ops.allowPlainDatabase()),
                new DatabaseFilesCheck(),
                new OneDatabaseCheck(),
                new BootstrapKeyCheck(),
                new CallerIssuersCheck(),
                new CallerCertificatesCheck(),
                new FileDescriptorCheck(),
                new TrailTimesCheck(),
                new UnknownPropertyCheck());
    }
}
