package io.countersign.reflection;

import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Weaves calls of the {@link Recorder} into where the JDK does what a native image does only for what was registered.
 */
final class Weaving {
    private Weaving() {}

    static void into(Instrumentation instrumentation) {
        weave(instrumentation, Class.class, Found.class, named("forName").and(isPublic()));
        weave(instrumentation, Constructor.class, Called.class, named("newInstanceWithCaller"));
        weave(instrumentation, Method.class, Called.class, named("invoke").and(isPublic()));
        weave(
                instrumentation,
                Field.class,
                Accessed.class,
                nameMatches("[gs]et(Boolean|Byte|Char|Short|Int|Long|Float|Double)?"));
        weave(
                instrumentation,
                Proxy.class,
                Proxied.class,
                named("newProxyInstance").and(isPublic()).and(isStatic()));
        agent().type(named(ClassLoader.class.getName()).or(named("io.quarkus.bootstrap.runner.RunnerClassLoader")))
                .transform((builder, type, loader, module, domain) -> builder.visit(
                        Advice.to(Loaded.class).on(named("loadClass").and(takesArguments(String.class)))))
                .installOn(instrumentation);
    }

    private static AgentBuilder agent() {
        return new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .ignore(none());
    }

    private static void weave(
            Instrumentation instrumentation,
            Class<?> into,
            Class<?> advice,
            ElementMatcher<? super MethodDescription> methods) {
        agent().type(named(into.getName()))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(advice).on(methods)))
                .installOn(instrumentation);
    }

    private static final class Found {
        @Advice.OnMethodExit
        static void exit(@Advice.Return Class<?> found) {
            Recorder.found(found);
        }
    }

    private static final class Loaded {
        @Advice.OnMethodExit
        static void exit(@Advice.Return Class<?> found) {
            Recorder.loaded(found);
        }
    }

    private static final class Called {
        @Advice.OnMethodEnter
        static void enter(@Advice.This Executable member) {
            Recorder.called(member);
        }
    }

    private static final class Accessed {
        @Advice.OnMethodEnter
        static void enter(@Advice.This Field field) {
            Recorder.accessed(field);
        }
    }

    private static final class Proxied {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(1) Class<?>[] interfaces) {
            Recorder.proxied(interfaces);
        }
    }
}
