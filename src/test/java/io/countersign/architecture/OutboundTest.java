package io.countersign.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** This service calls DocuSign, its database and webhooks, and nothing else: these classes open connections alone. */
class OutboundTest {
    private static final Map<String, String> OPENERS = Map.of(
            "io.countersign.caller.identity.KeySetFetch", "the issuers of callers' JWTs, as configured",
            "io.countersign.docusign.AuthorizationServers", "DocuSign, at the configured addresses",
            "io.countersign.notice.NoticeClient", "webhooks, at the addresses that were judged",
            "io.countersign.ops.FirstConnection", "the database that migrates, before the pool",
            "io.countersign.ops.RequestPool", "the database that serves requests",
            "io.countersign.ops.Startup", "the database that migrates, of Quarkus' own datasource");

    /** Class and method of what opens one, or makes what does. */
    private static final Pattern OPENING = Pattern.compile(String.join(
            "|",
            "java\\.net\\.URL\\.(open.*|getContent)",
            "java\\.net\\.(Socket|DatagramSocket|MulticastSocket)\\.<init>",
            "java\\.net\\.http\\..*",
            "java\\.nio\\.channels\\.(Asynchronous)?(Socket|Datagram)Channel\\.open",
            "javax\\.net\\..*SocketFactory\\.(createSocket|getDefault)",
            "java\\.sql\\.Driver(Manager)?\\.(connect|getConnection)",
            "org\\.postgresql\\.Driver\\.connect",
            "(javax\\.sql|io\\.agroal\\.api)\\..*\\.getConnection",
            "io\\.vertx\\.(mutiny\\.)?core\\.Vertx\\.(create|http)(Http|Net|Datagram|WebSocket)?Client.*",
            "io\\.vertx\\.(mutiny\\.)?ext\\.web\\.client\\..*",
            "io\\.vertx\\.(mutiny\\.)?pgclient\\.(PgBuilder|PgConnection|PgPool)\\.(pool|client|connect)",
            ".*(RestClientBuilder|\\.ws\\.rs\\.client\\.ClientBuilder)\\.new(Builder|Client)"));

    private static final DescribedPredicate<JavaAccess<?>> OPENS =
            DescribedPredicate.describe("opens a connection, or makes what does", OutboundTest::opens);

    private static boolean opens(JavaAccess<?> access) {
        return OPENING.matcher(access.getTargetOwner().getName() + "."
                        + access.getTarget().getName())
                .matches();
    }

    @Test
    void nothingElseOpensConnections() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not one of " + OPENERS.keySet(), type -> !OPENERS.containsKey(topOf(type))))
                .should()
                .accessTargetWhere(OPENS)
                .orShould()
                .beAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RegisterRestClient")
                .check(MainClasses.ALL);
    }

    @Test
    void whoeverMayDoes() {
        Set<String> opening = MainClasses.ALL.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(OutboundTest::opens)
                .map(access -> topOf(access.getOriginOwner()))
                .collect(Collectors.toSet());

        assertThat(opening).isEqualTo(OPENERS.keySet());
    }

    private static String topOf(JavaClass type) {
        return type.getName().split("\\$", 2)[0];
    }
}
