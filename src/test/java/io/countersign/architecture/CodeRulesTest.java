package io.countersign.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.junit.jupiter.api.Test;

/** What no class of the production code may do or be called. */
class CodeRulesTest {
    private static final String AMBIENT = "io.countersign.clock.Ambient";

    /**
     * Beside resources, filters and the error mapper: what makes the answers to browsers, and what speaks to DocuSign.
     */
    private static final Set<String> HTTP_ANSWERS = Set.of(
            "io.countersign.consent.ConsentPages",
            "io.countersign.consent.BrowserBinding",
            "io.countersign.console.Submissions",
            "io.countersign.console.Shell",
            "io.countersign.docusign.AuthorizationServers",
            "io.countersign.docusign.DocuSign",
            "io.countersign.docusign.WireAnswer");

    private static final Set<String> WAIT_AT_START_OR_END = Set.of(
            "io.countersign.refresh.Drain",
            "io.countersign.issuing.IssueRecordFlush",
            "io.countersign.notice.NoticeDrain",
            "io.countersign.ops.StartWait",
            "io.countersign.ops.PoolOnDatabase",
            "io.countersign.ops.TrailRun",
            "io.countersign.vault.KeptVaultKey");

    private static final String REGISTRATION = "io.countersign.crypto.TinkRegistration";

    /** Kept out of static fields: a native image would hold the value that they had when it was built. */
    private static final Set<String> BORN_AT_RUN_TIME = Set.of(
            "java.util.Random",
            "java.security.SecureRandom",
            "java.time.Clock",
            "java.time.InstantSource",
            "java.time.Instant",
            "java.security.Key",
            "javax.crypto.SecretKey",
            "io.countersign.crypto.Secret",
            "io.countersign.crypto.Keyset",
            "io.countersign.crypto.RandomToken",
            "io.countersign.crypto.KeyEncryptionKey");

    private static final Pattern EMPTY_NAMES = Pattern.compile(".*(Utils?|Helpers?|Manager|Impl|Dto|DTO|Common)");

    @Test
    void timeAndRandomnessComeFromOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(AMBIENT)
                .should()
                .accessTargetWhere(calls("java\\.time\\..*", "now")
                        .or(calls("java\\.time\\.(Clock|InstantSource)", "(system.*|tick.*)"))
                        .or(calls("java\\.lang\\.System", "currentTimeMillis|nanoTime"))
                        .or(calls("java\\.lang\\.Math", "random"))
                        .or(calls("java\\.util\\.Date|java\\.util\\.Random|java\\.security\\.SecureRandom", "<init>"))
                        .or(calls("java\\.util\\.concurrent\\.ThreadLocalRandom", "current")))
                .check(MainClasses.ALL);
    }

    /**
     * The REST client reads of a provider's generic signature what it is for, which a native image keeps of registered
     * classes only.
     */
    @Test
    void whatIsHandedToTheRestClientIsRegisteredForNativeImages() {
        classes()
                .that()
                .areAssignableTo(MessageBodyWriter.class)
                .should()
                .beAnnotatedWith(RegisterForReflection.class)
                .check(MainClasses.ALL);
    }

    /**
     * The end of a key is judged by the database's clock: one computed on another could be past before the key is
     * shown.
     */
    @Test
    void callersKnowTheDatabasesClockOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.countersign.caller")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.time.InstantSource.class)
                .check(MainClasses.ALL);
    }

    /**
     * But for the end of the process, where answers that may hold a refresh token and the last issue records are waited
     * for, and for its start, which waits for the database.
     */
    @Test
    void nothingSleepsOrWaits() {
        noClasses()
                .that(areNot(WAIT_AT_START_OR_END))
                .should()
                .accessTargetWhere(calls("java\\.lang\\.Thread|java\\.util\\.concurrent\\.TimeUnit", "sleep")
                        .or(calls("io\\.smallrye\\.mutiny\\.Uni", "await"))
                        .or(calls("io\\.smallrye\\.mutiny\\.groups\\.UniAwait", ".*"))
                        .or(calls(".*", ".*AndAwait"))
                        .or(calls("java\\.util\\.concurrent\\.(Future|CompletableFuture)", "get|join")))
                .check(MainClasses.ALL);
    }

    @Test
    void nothingPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MainClasses.ALL);
        noClasses().should().accessTargetWhere(calls(".*", "printStackTrace")).check(MainClasses.ALL);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("jakarta.ws.rs.core.Context")
                .orShould()
                .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                .orShould()
                .beAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RestClient")
                .check(MainClasses.ALL);
    }

    @Test
    void staticFieldsHoldNoTimeRandomnessOrKeys() {
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(DescribedPredicate.describe(
                        "is a clock, a source of randomness or a secret",
                        type -> BORN_AT_RUN_TIME.stream().anyMatch(type::isAssignableTo)))
                .check(MainClasses.ALL);
    }

    /** Tink keeps its registrations in static fields, and so does what makes them once. */
    @Test
    void staticFieldsAreFinal() {
        fields().that()
                .areStatic()
                .and(areWritten())
                .and()
                .areNotDeclaredIn(REGISTRATION)
                .should()
                .beFinal()
                .check(MainClasses.ALL);
    }

    /**
     * A hung-up client would cancel Hibernate's session while it waits for its connection, which then nobody gives back
     * to the pool.
     */
    @Test
    void requestsAreNotCancelled() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .beAnnotatedWith(DescribedPredicate.describe(
                        "@Cancellable(false)",
                        annotation -> annotation.getRawType().isEquivalentTo(Cancellable.class)
                                && annotation.as(Cancellable.class).value() == false))
                .check(MainClasses.ALL);
    }

    @Test
    void httpStaysAtTheEdge() {
        noClasses()
                .that(areNot(HTTP_ANSWERS))
                .and(DescribedPredicate.describe("are no resource, filter or REST client", type -> !isHttpEdge(type)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .check(MainClasses.ALL);
        noClasses()
                .that(DescribedPredicate.not(areNot(HTTP_ANSWERS)))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of Jakarta REST beyond requests and answers",
                        type -> type.getPackageName().startsWith("jakarta.ws.rs")
                                && !type.getPackageName().equals("jakarta.ws.rs.core")))
                .check(MainClasses.ALL);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(EMPTY_NAMES.pattern())
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager..", "..dto..")
                .check(MainClasses.ALL);
    }

    private static boolean isHttpEdge(JavaClass type) {
        JavaClass top = type;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getSimpleName().endsWith("Resource")
                || top.getSimpleName().endsWith("Filter")
                || MainClasses.featureOf(top).equals("problem")
                || top.isInterface() && MainClasses.featureOf(top).equals("docusign");
    }

    private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
        return DescribedPredicate.describe(
                "are not one of " + names,
                type -> names.stream()
                        .noneMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static DescribedPredicate<JavaField> areWritten() {
        return DescribedPredicate.describe(
                "stand in the source", field -> !field.getName().contains("$"));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(String owner, String method) {
        Pattern owners = Pattern.compile(owner);
        Pattern methods = Pattern.compile(method);
        return DescribedPredicate.describe(
                owner + "." + method,
                access -> owners.matcher(access.getTargetOwner().getName()).matches()
                        && methods.matcher(access.getTarget().getName()).matches());
    }
}
