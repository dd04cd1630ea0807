package io.countersign.demo;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the demo; the main class of the build with {@code -Pdemo} and of no other. Quarkus' dev mode calls it again, in
 * a new class loader, after each hot reload: what must survive that is kept by {@link Surroundings}, and system
 * properties say that it is there.
 */
public final class Demo {
    private static final String RUNNING = "demo.running";

    private Demo() {}

    /**
     * Starts what the vault needs, unless it is running already, and then the vault.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        if (System.getProperty(RUNNING) == null) {
            Optional<String> complaint = Ports.complaint();
            if (complaint.isPresent()) {
                System.err.println("\n" + complaint.get() + "\n");
                System.exit(1);
            }
            surroundings().get().forEach(System::setProperty);
            System.setProperty(RUNNING, "true");
        }
        Quarkus.run(DemoApplication.class, arguments);
    }

    /**
     * In dev mode from a class loader of their own, above which only libraries are: it is not closed by a hot reload.
     */
    private static Supplier<Map<String, String>> surroundings() {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            return new Surroundings();
        }
        URL classes = Demo.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader lasting = new URLClassLoader(
                new URL[] {classes}, Demo.class.getClassLoader().getParent());
        try {
            @SuppressWarnings("unchecked")
            Supplier<Map<String, String>> loaded =
                    (Supplier<Map<String, String>>) lasting.loadClass(Surroundings.class.getName())
                            .getConstructor()
                            .newInstance();
            return loaded;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The demo's own classes are not in " + classes, e);
        }
    }
}
