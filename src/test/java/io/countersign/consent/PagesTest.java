package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.countersign.grant.ConsentOutcome;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PagesTest {
    private static final String EVIL = "<script>alert('x')</script>\"'&";
    private static final Pattern JARGON = Pattern.compile(
            "\\b(tokens?|oauth|states?|scopes?|callback|redirect\\w*|grant\\w*|jwt|pkce|credentials?|error|invalid"
                    + "|exception|null|NOT_FOUND)\\b",
            Pattern.CASE_INSENSITIVE);

    private final TestingPages pages = new TestingPages();

    static Stream<Arguments> everyPage() {
        return PageExamples.allRendered(new TestingPages()).entrySet().stream()
                .map(page -> Arguments.of(page.getKey(), page.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPage")
    void isWellFormedAndComplete(String name, String html) throws Exception {
        // When
        Document page = parse(html);

        // Then
        assertThat(html).startsWith("<!DOCTYPE html>");
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(textOf(page, "title")).isNotBlank();
        assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(html).contains("name=\"viewport\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPage")
    void needsNoScriptInlineStyleOrOutsideResource(String name, String html) throws Exception {
        // When
        NodeList elements = parse(html).getElementsByTagName("*");

        // Then
        for (int i = 0; i < elements.getLength(); i++) {
            var attributes = elements.item(i).getAttributes();
            assertThat(elements.item(i).getNodeName()).isNotIn("script", "img", "iframe", "object", "base");
            for (int j = 0; j < attributes.getLength(); j++) {
                String attribute = attributes.item(j).getNodeName();
                assertThat(attribute).isNotEqualTo("style").doesNotStartWith("on");
                if (List.of("href", "src", "action").contains(attribute)) {
                    assertThat(attributes.item(j).getNodeValue()).matches("(data:|/).*");
                }
            }
        }
        assertThat(html).doesNotContain("@import", "url(");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPage")
    void speaksPlainly(String name, String html) {
        // When
        String words = html.replaceAll("(?s)<(style|code)>.*?</\\1>", "").replaceAll("<[^>]*>", " ");

        // Then
        assertThat(JARGON.matcher(words).results().map(match -> match.group())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPage")
    void hasOneWayOnAtMost(String name, String html) throws Exception {
        // When
        Document page = parse(html);

        // Then
        boolean asks = name.startsWith("consent") || name.startsWith("account");
        assertThat(page.getElementsByTagName("form").getLength()).isEqualTo(asks ? 1 : 0);
        assertThat(page.getElementsByTagName("button").getLength()).isEqualTo(asks ? 1 : 0);
        assertThat(page.getElementsByTagName("a").getLength()).isLessThanOrEqualTo(asks ? 0 : 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPage")
    void shipsExactlyTheStyleThatTheHeadersAllow(String name, String html) {
        // Given
        String style = html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));

        // When
        String policy = pages.security().headers().get("Content-Security-Policy");

        // Then
        assertThat(policy).contains("style-src '" + TestingDigests.cspHash(style) + "'");
    }

    @Test
    void formPostsToItsOwnAddress() throws Exception {
        // When
        Document page = parse(pages.render(PageExamples.consentPage(null, null)));

        // Then
        var form = page.getElementsByTagName("form").item(0).getAttributes();
        assertThat(form.getNamedItem("method").getNodeValue()).isEqualTo("post");
        assertThat(form.getNamedItem("action").getNodeValue()).isEqualTo("/consent/cl_9Rz1d0Yk");
        assertThat(page.getElementsByTagName("input").getLength()).isZero();
    }

    /** Two accounts of one name are told apart by their ids, and one without a name shows its id, once. */
    @Test
    void accountPageListsTheAccountsAndChoosesNone() throws Exception {
        // When
        Document page = parse(pages.render(PageExamples.accountPage(false)));

        // Then
        NodeList inputs = page.getElementsByTagName("input");
        assertThat(IntStream.range(0, inputs.getLength())
                        .mapToObj(i -> (Element) inputs.item(i))
                        .map(input -> input.getAttribute("type") + " " + input.getAttribute("name") + "="
                                + input.getAttribute("value")))
                .containsExactly(
                        "hidden attempt=0123456789abcdef",
                        "radio account_id=6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11",
                        "radio account_id=b1",
                        "radio account_id=c1");
        assertThat(inputs.item(1).getAttributes().getNamedItem("checked")).isNull();
        NodeList labels = page.getElementsByTagName("label");
        assertThat(IntStream.range(0, labels.getLength())
                        .mapToObj(i -> labels.item(i).getTextContent().strip().replaceAll("\\s+", " ")))
                .containsExactly("Acme GmbH 6a2d0f5e-9a57-4a34-8d0c-3e5f6f0c1b11", "Acme GmbH b1", "c1");
        assertThat(textOf(page, "legend")).isEqualTo("Your DocuSign accounts");
        assertThat(textOf(page, "main")).contains("works with exactly one account", "Jane Doe (jane.doe@acme.example)");
        assertThat(pages.render(PageExamples.accountPage(true))).contains("role=\"alert\"", "Please choose one");
    }

    @Test
    void consentPageNamesWhoAsksForWhatAndUntilWhen() {
        // When
        String html = pages.render(PageExamples.consentPage(null, null));

        // Then
        assertThat(html)
                .contains("Acme GmbH", "Contract Sync", "DocuSign developer (demo) account")
                .contains("Saturday, 21 November 2026, 09:05 UTC")
                .contains("Prepare, send and manage envelopes", "<code>weather_read</code>")
                .contains("Connected Apps", "Did you expect this?")
                .doesNotContain("sign in as the right user", "<code>signature</code>");
    }

    @Test
    void consentPageSaysWhomToSignInAs() {
        // When
        String html = pages.render(PageExamples.consentPage("finance@acme.example", null));

        // Then
        assertThat(html)
                .contains("sign in as the right user", "finance@acme.example", "DocuSign production account")
                .doesNotContain("API account ID");
    }

    @Test
    void consentPageSaysWhoIsToBeImpersonated() {
        String user = "11111111-1111-1111-1111-111111111111";

        assertThat(pages.render(PageExamples.userPage(user)))
                .contains("sign in as the right user", "User ID", user, "robot@acme.example");
    }

    @Test
    void escapesEverythingThatSomebodyElseWrote() throws Exception {
        // Given
        ConsentLink link = PageExamples.link(EVIL, EVIL, EVIL, EVIL, EVIL);
        var person = new Consenter(EVIL, EVIL, EVIL, List.of());
        var connected = new ConsentOutcome.Connected(new Account(EVIL, EVIL, EVIL));
        var wrongEmail = new ConsentOutcome.WrongEmail(EVIL);
        var wrongAccount = new ConsentOutcome.WrongAccount(EVIL);

        // When
        List<String> rendered = List.of(
                pages.render(AccountPage.of(
                        EVIL,
                        new Consenter("jane", EVIL, EVIL, List.of(new Account(EVIL, EVIL, EVIL))),
                        EVIL,
                        URI.create("/consent/account"),
                        true)),
                pages.render(ConsentPage.of(link, URI.create("/consent/a?b='%22&c"))),
                pages.render(ResultPage.of(new ConsentResult.Decided(person, connected), null)),
                pages.render(ResultPage.of(new ConsentResult.Decided(person, wrongEmail), null)),
                pages.render(
                        ResultPage.of(new ConsentResult.Decided(person, wrongAccount), URI.create("/consent/'&"))));

        // Then
        for (String html : rendered) {
            assertThat(parse(html).getElementsByTagName("script").getLength()).isZero();
            assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
        }
    }

    @Test
    void leadsBackOnlyWhereThatHelpsAndTheLinkIsKnown() {
        // Given
        ConsentEnd slow = ConsentEnd.TOO_SLOW;

        // When
        String known = pages.render(ResultPage.of(slow, PageExamples.LINK));
        String unknown = pages.render(ResultPage.of(slow, null));
        String useless = pages.render(ResultPage.of(ConsentEnd.LINK_EXPIRED, PageExamples.LINK));

        // Then
        assertThat(known).contains("href=\"/consent/cl_9Rz1d0Yk\"").doesNotContain("once more");
        assertThat(unknown).doesNotContain("<a ").contains("open the link in your invitation once more");
        assertThat(useless).doesNotContain("<a ", "once more");
    }

    @Test
    void refusesToLeadToAScript() {
        // Given
        URI script = URI.create("javascript:alert(1)");

        // When / Then
        assertThatThrownBy(() -> ResultPage.of(ConsentEnd.DECLINED, script))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("javascript");
    }

    private static String textOf(Document page, String element) {
        return page.getElementsByTagName(element).item(0).getTextContent();
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
