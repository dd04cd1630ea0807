package io.countersign.reflection;

import java.util.List;

/**
 * Something that was reached by reflection, as {@link Recorder} has written it down: a line of five fields between
 * tabs.
 *
 * @param kind what it is
 * @param type the class, or the class of the member
 * @param member the name of a field; the name of a method ({@code <init>} of a constructor) with its parameter types;
 *     the interfaces of a proxy
 * @param initialisers the classes whose static initialisers were running then
 * @param stack from where, the innermost first: class, method and line
 */
record Sighting(Kind kind, String type, String member, List<String> initialisers, List<String> stack) {
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.jcp.");
    private static final List<String> REFLECTION = List.of(
            "java.lang.Class.",
            "java.lang.ClassLoader.",
            "java.lang.reflect.",
            "io.quarkus.bootstrap.runner.RunnerClassLoader.");

    /** What there is to reach. */
    enum Kind {
        CLASS,
        CONSTRUCTOR,
        METHOD,
        FIELD,
        PROXY
    }

    static Sighting parse(String line) {
        String[] fields = line.split("\t", -1);
        return new Sighting(
                Kind.valueOf(fields[0]),
                fields[1],
                fields[2],
                fields[3].isEmpty() ? List.of() : List.of(fields[3].split(",")),
                List.of(fields[4].split(" ")));
    }

    /** Who asked: the innermost place that is not reflection itself. */
    String caller() {
        return stack.stream()
                .filter(place -> REFLECTION.stream().noneMatch(place::startsWith))
                .findFirst()
                .orElse("");
    }

    /**
     * What the JDK does on its own behalf (annotations, generics, enums, its own services) GraalVM knows; but a service
     * loader works for others too.
     */
    boolean isOfTheJdk() {
        return JDK.stream().anyMatch(caller()::startsWith)
                && (JDK.stream().anyMatch(type::startsWith) || !caller().startsWith("java.util.ServiceLoader"));
    }

    @Override
    public String toString() {
        return "%s %s %s, by %s".formatted(kind, type, member, caller());
    }
}
