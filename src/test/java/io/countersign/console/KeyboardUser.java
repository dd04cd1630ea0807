package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingChromium;
import io.countersign.TestingWait;
import java.net.URI;
import java.util.Objects;
import org.openqa.selenium.Keys;

/** Somebody who uses the console without a mouse, in a browser that runs no script. */
record KeyboardUser(TestingChromium browser) {
    /** More than a page has of what can have the focus. */
    private static final int MOST_STROKES = 120;

    /** Signs in as the operator. */
    void signIn() {
        open("/console");
        browser.awaitHeading("Sign in");
        skip();
        browser.strike(Keys.TAB);
        browser.strike(TestDatabase.BOOTSTRAP_KEY, Keys.ENTER);
        browser.awaitHeading("Overview");
    }

    void open(String path) {
        browser.open(URI.create(TestDocuSign.publicUrl() + path));
    }

    /** Past the menu, by the link that is the first thing on each page. */
    void skip() {
        browser.strike(Keys.TAB);
        assertThat(browser.focused()).isEqualTo("Skip to the content");
        assertThat(browser.number("document.activeElement.getBoundingClientRect().top"))
                .isNotNegative();
        browser.strike(Keys.ENTER);
        assertThat(browser.ask("return document.activeElement.id")).isEqualTo("content");
    }

    /** Goes on to the field of that name, and types. */
    void type(String field, String text) {
        tabTo("document.activeElement.name === '" + field + "'");
        browser.strike(text);
    }

    /** Goes on to the box of that value, and ticks it. */
    void tick(String value) {
        tabTo("document.activeElement.value === '" + value + "'");
        browser.strike(Keys.SPACE);
    }

    /** Goes on to what says that, and presses it. */
    void press(String words) {
        tabTo("document.activeElement.textContent.trim() === '" + words + "'");
        browser.strike(Keys.ENTER);
    }

    private void tabTo(String condition) {
        for (int strokes = 0; strokes < MOST_STROKES; strokes++) {
            browser.strike(Keys.TAB);
            if (Boolean.TRUE.equals(browser.ask("return " + condition))) {
                return;
            }
        }
        throw new AssertionError("Nothing on " + browser.address() + " has the focus so that " + condition);
    }

    /** Waits until the browser is led there. */
    void isAt(String path) {
        TestingWait.until(
                "the browser is at " + path, () -> path.equals(browser.address().getPath()));
    }

    /** What the page shows to be copied, as soon as it does. */
    String shown() {
        TestingWait.until("something is shown to be copied", () -> browser.count("pre.code") > 0);
        return Objects.requireNonNull(browser.ask("return document.querySelector('pre.code').textContent"))
                .toString();
    }
}
