package io.countersign.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.countersign.crypto.HiddenValue;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Secrets have types that neither print nor go into JSON, and are compared in a time that tells nothing. */
class SecretTypesTest {
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(token|secret|password|verifier|handle|key|cookie|credential|bearer|assertion|consentLink)s?");

    private static final Set<String> TEXTS_AND_BYTES = Set.of("java.lang.String", "[B", "[C");

    private static final String PUBLIC_ID = "DocuSign's public name of an app (client_id)";
    private static final String PUBLIC_KEY = "the public half of a key pair";
    private static final String SHOWN = "the one answer that shows it; its own text form does not";
    private static final String SEALED = "sealed bytes";

    /** Text or bytes called like a secret, and why they may be. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("caller.ApiKeyView.apiKey", SHOWN),
            Map.entry("caller.Presented$Text.credential", "what a request presents, before anybody has read it"),
            Map.entry("consent.ResultPage.consentLink", "an address for the page of the person who came with it"),
            Map.entry("docusign.Assertion.integrationKey", PUBLIC_ID),
            Map.entry("docusign.AuthorizeRequest.integrationKey", PUBLIC_ID),
            Map.entry("docusign.ClientCredentials$PublicApp.integrationKey", PUBLIC_ID),
            Map.entry("docusign.ClientCredentials$SecretClient.integrationKey", PUBLIC_ID),
            Map.entry("importing.ImportLine.token", SEALED),
            Map.entry("integration.Integration.integrationKey", PUBLIC_ID),
            Map.entry("integration.IntegrationRequest.integrationKey", PUBLIC_ID),
            Map.entry("integration.IntegrationRow.integrationKey", PUBLIC_ID),
            Map.entry("integration.IntegrationView.integrationKey", PUBLIC_ID),
            Map.entry("integration.RegisteredApp.integrationKey", PUBLIC_ID),
            Map.entry("integration.RsaKeyPair.publicKey", PUBLIC_KEY),
            Map.entry("integration.RsaKeyRow.publicKey", PUBLIC_KEY),
            Map.entry("integration.RsaKeyView.publicKey", PUBLIC_KEY),
            Map.entry("issuing.Issuable.sealedToken", SEALED),
            Map.entry("issuing.TokenView.accessToken", SHOWN),
            Map.entry("notice.NewSecretView.secret", SHOWN),
            Map.entry("notice.WebhookView.secret", SHOWN),
            Map.entry("oauth.NewRefreshHandleView.refreshToken", SHOWN),
            Map.entry("vault.VaultKeys$Stored.hashKey", SEALED),
            Map.entry("vault.VaultKeys$Stored.macKey", SEALED));

    /** Who may compare bytes as bytes, and what they are. */
    private static final Map<String, String> COMPARE_BYTES = Map.of(
            "vault.VaultKeys$Stored", "what the database holds: wrapped and sealed",
            "limit.ClientNetwork", "addresses");

    @Test
    void noSecretIsTextOrBytes() {
        Set<String> found = MainClasses.ALL.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(SecretTypesTest::isCalledLikeASecret)
                .map(field -> shortName(field.getOwner()) + "." + field.getName())
                .collect(Collectors.toSet());

        assertThat(found).isEqualTo(ALLOWED.keySet());
    }

    private static boolean isCalledLikeASecret(JavaField field) {
        return !field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                && TEXTS_AND_BYTES.contains(field.getRawType().getName())
                && SECRET.matcher(field.getName()).matches();
    }

    /** A record's own text form would show it. */
    @Test
    void whoeverShowsASecretHidesItFromItsText() throws IOException {
        for (Map.Entry<String, String> shown : ALLOWED.entrySet()) {
            if (shown.getValue().equals(SHOWN)) {
                String type = shown.getKey().substring(0, shown.getKey().lastIndexOf('.'));
                assertThat(JavaSource.MAIN.resolve("io/countersign/" + type.replace('.', '/') + ".java"))
                        .content()
                        .as(type)
                        .contains("public String toString()");
            }
        }
    }

    @Test
    void whatCanBeRevealedIsAHiddenValue() {
        classes()
                .that(DescribedPredicate.describe(
                        "have a method that reveals something",
                        type -> type.getMethods().stream()
                                .anyMatch(method -> method.getName().startsWith("reveal"))))
                .or()
                .areAssignableTo(java.security.PrivateKey.class)
                .should()
                .beAssignableTo(HiddenValue.class)
                .check(MainClasses.ALL);
    }

    @Test
    void hiddenValuesSayHowTheyPrintAndAreNotSerialised() {
        classes()
                .that()
                .areAssignableTo(HiddenValue.class)
                .and()
                .areNotInterfaces()
                .should()
                .notBeAssignableTo(Serializable.class)
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(MainClasses.ALL);
        Set<String> printing = MainClasses.ALL.stream()
                .filter(type -> type.isAssignableTo(HiddenValue.class) && !type.isInterface() && !type.isRecord())
                .filter(type -> !writesItsOwnText(type))
                .map(SecretTypesTest::shortName)
                .collect(Collectors.toSet());
        assertThat(printing).isEmpty();
    }

    @Test
    void bytesAreComparedInATimeThatTellsNothing() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not one of " + COMPARE_BYTES.keySet(),
                        type -> !COMPARE_BYTES.containsKey(shortName(type))))
                .should()
                .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class)
                .orShould()
                .callMethod(
                        java.util.Arrays.class,
                        "equals",
                        byte[].class,
                        int.class,
                        int.class,
                        byte[].class,
                        int.class,
                        int.class)
                .orShould()
                .callMethod(java.util.Arrays.class, "compare", byte[].class, byte[].class)
                .orShould()
                .callMethod(java.util.Objects.class, "deepEquals", Object.class, Object.class)
                .check(MainClasses.ALL);
    }

    private static boolean writesItsOwnText(JavaClass type) {
        return type.tryGetMethod("toString").isPresent();
    }

    private static String shortName(JavaClass type) {
        return type.getName().substring(MainClasses.ROOT.length() + 1);
    }
}
