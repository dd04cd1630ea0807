package io.countersign.demo;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.net.URI;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What happens when the vault listens: the story is set up once per process, the screen is printed, and the vault runs
 * until it is stopped. It is no bean, so it does nothing where the demo is only on the class path.
 */
public final class DemoApplication implements QuarkusApplication {
    private static final String TOLD = "demo.told";

    /** Dev mode makes one after each hot reload. */
    public DemoApplication() {}

    @Override
    public int run(String... arguments) {
        if (System.getProperty(TOLD) == null) {
            Config config = ConfigProvider.getConfig();
            URI vault = URI.create(config.getValue("countersign.public-url", String.class));
            String management = "http://localhost:" + config.getValue("quarkus.management.port", String.class);
            URI simulator = URI.create(property(Surroundings.SIMULATOR));
            String operatorKey = property(Surroundings.OPERATOR_KEY);
            String issuer = property(Surroundings.ISSUER);
            Story.Told told = new Story(new Operator(vault, operatorKey), simulator, issuer).tell();
            System.out.println(new Screen(vault, management, simulator, issuer, operatorKey, told).text());
            System.setProperty(TOLD, "true");
        } else {
            System.out.println("Reloaded. The database, the simulator and all keys and links are the same as before.");
        }
        Quarkus.waitForExit();
        return 0;
    }

    private static String property(String name) {
        return requireNonNull(System.getProperty(name), name + " is not set");
    }
}
