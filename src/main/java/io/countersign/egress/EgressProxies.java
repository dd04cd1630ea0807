package io.countersign.egress;

import io.countersign.crypto.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy for which address: a feature's own properties, else the usual variables {@code https_proxy} or
 * {@code HTTPS_PROXY}, and {@code no_proxy} or {@code NO_PROXY}, of which the small letters count first, as for curl.
 * Only {@code https} goes through a proxy, in a tunnel, so that it sees and changes nothing; {@code HTTP_PROXY} and
 * {@code ALL_PROXY} are not read.
 */
public final class EgressProxies {
    private static final String PROXY = "HTTPS_PROXY";
    private static final String EXCEPT = "NO_PROXY";
    private static final int HTTPS_PORT = 443;

    private final boolean own;
    private final @Nullable EgressProxy proxy;
    private final NoProxy except;
    private final List<Mistake> mistakes;

    private EgressProxies(boolean own, @Nullable EgressProxy proxy, NoProxy except, List<Mistake> mistakes) {
        this.own = own;
        this.proxy = proxy;
        this.except = except;
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * Something that cannot be meant.
     *
     * @param name of the property or variable
     * @param message what is wrong and what to do; shows no value, which may hold a password
     */
    public record Mistake(String name, String message) {}

    /**
     * The environment's variables, by way of the configuration, which knows them by their names. As they stand there:
     * to other programs a dollar in a password is a dollar, and an expression that means nothing here would leave no
     * proxy at all.
     */
    public static Function<String, Optional<String>> variables(Config configuration) {
        return name -> Optional.ofNullable(configuration.getConfigValue(name).getRawValue());
    }

    /**
     * Reads all of them. A mistake leaves no proxy; whoever starts refuses it.
     *
     * @param variables their values by name; an empty value counts as none
     */
    public static EgressProxies of(ProxySetting setting, Function<String, Optional<String>> variables) {
        Optional<String> address = setting.address().map(String::strip).filter(text -> !text.isEmpty());
        boolean own = address.isPresent();
        String name = own ? setting.property() : named(variables, PROXY);
        String value = own ? address.get() : value(variables, PROXY);
        if (value.isEmpty() || (own && value.equalsIgnoreCase(ProxySetting.NONE))) {
            return new EgressProxies(own, null, NoProxy.parse(""), own ? List.of() : loginsOfNobody(setting));
        }
        Optional<EgressProxy> parsed = EgressProxy.parse(value).map(proxy -> withLogin(proxy, setting));
        List<Mistake> mistakes = new ArrayList<>();
        if (parsed.isEmpty()) {
            mistakes.add(new Mistake(
                    name,
                    "is not the address of a proxy that can be used. It looks like http://proxy.example.com:3128, with"
                            + " its port; proxies that are reached by TLS or SOCKS are not supported. To go without"
                            + " any, set " + setting.property() + " to " + ProxySetting.NONE + "."));
        }
        return new EgressProxies(own, parsed.orElse(null), NoProxy.parse(value(variables, EXCEPT)), mistakes);
    }

    /** What is wrong; empty where nothing is. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /**
     * The proxy for an address, or empty for a direct connection. What a feature's own property names stands in front
     * of all its {@code https} addresses; the variables spare this machine, and what {@code NO_PROXY} exempts.
     */
    public Optional<EgressProxy> to(URI address) {
        if (proxy == null || !"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
            return Optional.empty();
        }
        int port = address.getPort() < 0 ? HTTPS_PORT : address.getPort();
        boolean direct = !own && (Loopback.is(address.getHost()) || except.exempts(address.getHost(), port));
        return direct ? Optional.empty() : Optional.of(proxy);
    }

    private static EgressProxy withLogin(EgressProxy proxy, ProxySetting setting) {
        if (setting.user().isEmpty() && setting.password().isEmpty()) {
            return proxy;
        }
        String user = setting.user()
                .orElseGet(() -> proxy.login().map(EgressProxy.Login::user).orElse(""));
        Secret password = setting.password()
                .orElseGet(() -> proxy.login().map(EgressProxy.Login::password).orElseGet(() -> Secret.ofText("")));
        return proxy.with(new EgressProxy.Login(user, password));
    }

    private static List<Mistake> loginsOfNobody(ProxySetting setting) {
        List<Mistake> mistakes = new ArrayList<>();
        setting.user().ifPresent(user -> mistakes.add(withoutProxy(setting.userProperty(), setting)));
        setting.password().ifPresent(password -> mistakes.add(withoutProxy(setting.passwordProperty(), setting)));
        return mistakes;
    }

    private static Mistake withoutProxy(String name, ProxySetting setting) {
        return new Mistake(
                name,
                "is set, and no proxy is. Name it in " + setting.property() + " or " + PROXY + ", or remove this.");
    }

    /** The spelling that counts. Asked for one, the configuration answers with the other where that stands alone. */
    private static String named(Function<String, Optional<String>> variables, String name) {
        String small = name.toLowerCase(Locale.ROOT);
        Optional<String> value = variables.apply(small).filter(text -> !text.isBlank());
        return value.isPresent() && !value.equals(variables.apply(name)) ? small : name;
    }

    private static String value(Function<String, Optional<String>> variables, String name) {
        return variables.apply(named(variables, name)).map(String::strip).orElse("");
    }
}
