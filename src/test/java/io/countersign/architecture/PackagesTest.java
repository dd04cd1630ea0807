package io.countersign.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.countersign.docusign.ClientCredentials;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which. docs/adr/0002-package-uses.md holds the reasons for what is not obvious. */
class PackagesTest {
    /** What every feature with an API may use. */
    private static final Set<String> COMMON = Set.of("audit", "naming", "paging", "problem");

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("problem", Set.of("crypto", "database")),
            Map.entry("paging", Set.of()),
            Map.entry("naming", Set.of("problem")),
            Map.entry("openapi", Set.of("naming", "problem")),
            Map.entry("crypto", Set.of()),
            Map.entry("clock", Set.of()),
            Map.entry("database", Set.of()),
            Map.entry("audit", Set.of("database", "naming", "paging", "problem")),
            Map.entry("limit", Set.of("clock", "problem")),
            Map.entry("trail", common("clock", "crypto", "database", "vault")),
            Map.entry("caller.identity", Set.of("clock", "crypto", "egress")),
            Map.entry("caller", common("caller.identity", "clock", "crypto", "limit", "vault")),
            Map.entry("keyring", common("crypto", "database")),
            Map.entry("vault", Set.of("clock", "crypto", "keyring")),
            Map.entry("tenant", common("caller", "crypto", "database", "keyring")),
            Map.entry("egress", Set.of("crypto")),
            Map.entry("docusign", Set.of("clock", "crypto", "egress", "problem")),
            Map.entry("integration", common("crypto", "keyring", "docusign")),
            Map.entry("connection", common("clock", "crypto", "docusign", "vault")),
            Map.entry(
                    "consent",
                    common(
                            "clock",
                            "connection",
                            "database",
                            "docusign",
                            "grant",
                            "integration",
                            "limit",
                            "refresh",
                            "tenant",
                            "crypto")),
            Map.entry(
                    "console",
                    common(
                            "caller",
                            "connection",
                            "consent",
                            "crypto",
                            "grant",
                            "importing",
                            "integration",
                            "keyring",
                            "notice",
                            "refresh.gate",
                            "refresh.upkeep",
                            "tenant",
                            "vault")),
            Map.entry(
                    "grant",
                    common("connection", "database", "docusign", "integration", "refresh", "tenant", "crypto")),
            Map.entry("refresh.gate", Set.of("audit", "clock", "connection", "database")),
            Map.entry(
                    "refresh",
                    Set.of(
                            "audit",
                            "clock",
                            "connection",
                            "crypto",
                            "database",
                            "docusign",
                            "integration",
                            "refresh.gate",
                            "tenant",
                            "vault")),
            Map.entry("refresh.upkeep", common("clock", "connection", "database", "docusign", "refresh", "tenant")),
            Map.entry(
                    "importing",
                    common(
                            "connection",
                            "crypto",
                            "database",
                            "docusign",
                            "grant",
                            "integration",
                            "issuing",
                            "refresh",
                            "tenant",
                            "vault")),
            Map.entry(
                    "notice",
                    common(
                            "clock",
                            "connection",
                            "consent",
                            "crypto",
                            "database",
                            "egress",
                            "integration",
                            "tenant",
                            "vault")),
            Map.entry(
                    "oauth",
                    common(
                            "caller",
                            "connection",
                            "crypto",
                            "database",
                            "docusign",
                            "integration",
                            "issuing",
                            "limit",
                            "refresh")),
            Map.entry(
                    "issuing",
                    common(
                            "caller",
                            "clock",
                            "database",
                            "docusign",
                            "connection",
                            "refresh",
                            "refresh.upkeep",
                            "tenant",
                            "crypto",
                            "keyring")));

    /** Knows every package, and is known by none. */
    private static final String OPS = "ops";

    @Test
    void everyPackageStandsInTheTable() {
        assertThat(packages())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(MAY_USE.keySet().stream(), Stream.of(OPS)).toList());
    }

    @Test
    void theTableAllowsNothingThatNobodyUses() {
        Set<String> used = MainClasses.ALL.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(use -> MainClasses.packageOf(use.getOriginClass()) + " uses "
                        + MainClasses.packageOf(use.getTargetClass()))
                .collect(Collectors.toSet());
        assertThat(used)
                .containsAll(MAY_USE.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .filter(to -> !COMMON.contains(to))
                                .map(to -> entry.getKey() + " uses " + to))
                        .toList());
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        assertThat(violationsIn(MainClasses.ALL)).isEmpty();
    }

    /** Tests may use more than what they test: as main code, those of {@code refresh.gate} would be a violation. */
    @Test
    void whatAPackageMayNotUseIsSeen() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(MainClasses.ROOT + ".refresh.gate");

        assertThat(violationsIn(tests))
                .anyMatch(use -> use.contains("refresh.gate.BreakerTest") && use.contains("refresh.FakePulse"));
    }

    private static List<String> violationsIn(JavaClasses types) {
        return types.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !mayUse(dependency))
                .map(Dependency::getDescription)
                .toList();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(MainClasses.ROOT + ".(**)").should().beFreeOfCycles().check(MainClasses.ALL);
    }

    @Test
    void whatHoldsNoConversationWithDocusignKnowsItsEnvironmentsAndWhatAClientProvesItselfWith() {
        noClasses()
                .that()
                .resideInAnyPackage("..integration..", "..connection..", "..grant..")
                .should()
                .dependOnClassesThat(in("docusign")
                        .and(DescribedPredicate.not(named("Environment")))
                        .and(DescribedPredicate.not(assignableTo(ClientCredentials.class))))
                .check(MainClasses.ALL);
    }

    @Test
    void resourcesKnowOfCallersOnlyTheIdentity() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .and()
                .resideOutsideOfPackage("..caller..")
                .should()
                .dependOnClassesThat(in("caller"))
                .check(MainClasses.ALL);
    }

    @Test
    void entitiesStayInTheirPackage() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(MainClasses.ALL);
        List<String> leaks = MainClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(Entity.class))
                .flatMap(entity -> entity.getDirectDependenciesToSelf().stream())
                .filter(use -> !use.getOriginClass()
                        .getPackageName()
                        .equals(use.getTargetClass().getPackageName()))
                .map(Dependency::getDescription)
                .toList();
        assertThat(leaks).isEmpty();
    }

    @Test
    void cryptoIsFreeOfHttpAndSqlAndCdi() {
        classes()
                .that()
                .resideInAPackage("..countersign.crypto..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are of Java itself, of Tink or of crypto",
                        type -> isForCrypto(type.getBaseComponentType().getPackageName())))
                .check(MainClasses.ALL);
    }

    /** Primitive types are in no package. */
    private static boolean isForCrypto(String name) {
        return name.isEmpty()
                || Stream.of(
                                        "java.",
                                        "javax.crypto",
                                        "com.google.crypto.tink",
                                        "org.jspecify.",
                                        "io.countersign.crypto")
                                .anyMatch(name::startsWith)
                        && !name.startsWith("java.sql")
                        && !name.startsWith("java.net");
    }

    private static boolean mayUse(Dependency dependency) {
        String from = MainClasses.packageOf(dependency.getOriginClass());
        String to = MainClasses.packageOf(dependency.getTargetClass());
        return to.isEmpty()
                || from.equals(to)
                || from.equals(OPS)
                || MAY_USE.getOrDefault(from, Set.of()).contains(to);
    }

    private static Set<String> packages() {
        return MainClasses.ALL.stream()
                .map(MainClasses::packageOf)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> common(String... others) {
        return Stream.concat(COMMON.stream(), Stream.of(others)).collect(Collectors.toUnmodifiableSet());
    }

    private static DescribedPredicate<JavaClass> in(String feature) {
        return DescribedPredicate.describe(
                "are in " + feature, type -> MainClasses.featureOf(type).equals(feature));
    }

    private static DescribedPredicate<JavaClass> named(String simpleName) {
        return DescribedPredicate.describe(
                "are called " + simpleName, type -> type.getSimpleName().equals(simpleName));
    }
}
