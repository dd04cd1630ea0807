package io.countersign.problem;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked for here: the templates of all addresses of the API and the pages, and which methods each takes, as
 * the router knows them. There are few, whatever strangers send.
 */
@Singleton
public class Addresses {
    /** Jakarta REST leaves these out of account: {@code /tenants;a=b}. */
    private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

    /** In the order of the alphabet: a literal stands before a parameter, which begins with a brace. */
    private volatile @Nullable List<Template> known;

    /** Made by the container; the router is asked with the first question. */
    public Addresses() {}

    /** @param methods by the paths' templates */
    Addresses(Map<String, Set<String>> methods) {
        known = templates(methods, Map.of(), Map.of());
    }

    /**
     * One address, or many that differ in the names within them.
     *
     * @param template such as {@code /v1/tenants/{tenant}}
     * @param methods which it takes, {@code HEAD} and {@code OPTIONS} too, in the order of the alphabet
     * @param withLines those of them whose bodies are {@link JsonLines}
     * @param answeringLines those of them whose answers are
     */
    public record Address(String template, Set<String> methods, Set<String> withLines, Set<String> answeringLines) {

        /** Whether the API's rules hold there. */
        boolean isApi() {
            return template.startsWith("/v1/");
        }

        /**
         * Whether OAuth 2.0's own rules hold there, for clients that know nothing of this service. Where neither these
         * nor the API's do, it is a page, for people; DocuSign sends them to one of those.
         */
        boolean isOAuth() {
            return template.startsWith("/.well-known/")
                    || (template.startsWith("/oauth/") && !template.startsWith("/oauth/callback/"));
        }

        boolean takesLines(String method) {
            return withLines.contains(method);
        }

        /** What it answers where all goes well. */
        String answerOf(String method) {
            return (answeringLines.contains(method) ? BodyForm.LINES : BodyForm.OBJECT).mediaType();
        }

        /** As the header {@code Allow} wants it (RFC 9110, section 10.2.1). */
        String allow() {
            return String.join(", ", methods);
        }

        /** As whoever takes the methods of both. */
        private Address with(Address other) {
            return new Address(
                    template,
                    both(methods, other.methods),
                    both(withLines, other.withLines),
                    both(answeringLines, other.answeringLines));
        }

        private static Set<String> both(Set<String> one, Set<String> other) {
            Set<String> both = new TreeSet<>(one);
            both.addAll(other);
            return both;
        }
    }

    private record Template(List<String> parts, Address address) {

        private boolean matches(List<String> path) {
            if (parts.size() != path.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                if (part.startsWith("{") ? path.get(i).isEmpty() : !part.equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Which address a path is one of. Where several are, as with {@code /a/b} and {@code /a/{name}}, it is the first of
     * them and takes the methods of all.
     *
     * @param path normalised, not decoded; a template is its own path
     */
    public Optional<Address> find(String path) {
        List<String> parts =
                parts(path.indexOf(';') < 0 ? path : PARAMETERS.matcher(path).replaceAll(""));
        return known().stream()
                .filter(template -> template.matches(parts))
                .map(Template::address)
                .reduce(Address::with);
    }

    /** Whether errors there are OAuth 2.0's. */
    boolean isOAuth(String path) {
        return find(path).filter(Address::isOAuth).isPresent();
    }

    private List<Template> known() {
        List<Template> templates = known;
        if (templates == null) {
            templates = routed();
            known = templates;
        }
        return templates;
    }

    private static List<Template> templates(
            Map<String, Set<String>> methods,
            Map<String, Set<String>> withLines,
            Map<String, Set<String>> answeringLines) {
        return new TreeMap<>(methods)
                .entrySet().stream()
                        .map(entry -> new Template(
                                parts(entry.getKey()),
                                new Address(
                                        entry.getKey(),
                                        withAutomatic(entry.getValue()),
                                        withLines.getOrDefault(entry.getKey(), Set.of()),
                                        withAutomatic(answeringLines.getOrDefault(entry.getKey(), Set.of())))))
                        .toList();
    }

    /** Jakarta REST answers these by itself. */
    private static Set<String> withAutomatic(Set<String> methods) {
        Set<String> all = new TreeSet<>(methods);
        all.add("OPTIONS");
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return all;
    }

    /** A slash at the end makes no difference. */
    private static List<String> parts(String path) {
        return Arrays.asList(withoutLastSlash(path).split("/", -1));
    }

    private static String withoutLastSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static List<Template> routed() {
        Map<String, Set<String>> methods = new TreeMap<>();
        Map<String, Set<String>> withLines = new TreeMap<>();
        Map<String, Set<String>> answeringLines = new TreeMap<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        add(methods, path, method);
                        if (resource.getConsumes().stream()
                                .anyMatch(type -> type.toString().equals(JsonLines.MEDIA_TYPE))) {
                            add(withLines, path, method);
                        }
                        if (answersLines(resource)) {
                            add(answeringLines, path, method);
                        }
                    }
                });
        return templates(methods, withLines, answeringLines);
    }

    private static boolean answersLines(RuntimeResource resource) {
        return resource.getProduces() != null
                && Stream.of(resource.getProduces().getSortedOriginalMediaTypes())
                        .anyMatch(type -> type.toString().equals(JsonLines.MEDIA_TYPE));
    }

    private static void add(Map<String, Set<String>> byPath, String path, String method) {
        byPath.computeIfAbsent(withoutLastSlash(path), any -> new TreeSet<>()).add(method);
    }
}
