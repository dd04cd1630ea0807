package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, with an empty profile that goes when it is closed. */
public final class TestingChromium implements AutoCloseable {
    /** The width of a narrow telephone, in CSS pixels. */
    public static final int WIDTH = 360;

    private static final int HEIGHT = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BLOCKED = 2;
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> DRIVERS = List.of("chromedriver");

    private final Path profile;
    private final ChromeDriver driver;

    private TestingChromium(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /**
     * Skips the running test where there is no Chromium with its driver; in CI (environment variable CI) their absence
     * fails it.
     */
    public static void assumeInstalled() {
        boolean installed =
                installed(BROWSERS).isPresent() && installed(DRIVERS).isPresent();
        String missing =
                "Chromium and chromedriver are not both on the PATH, so the pages were not opened in a browser."
                        + " Install them (Debian: chromium, chromium-driver), or leave this to CI.";
        if (System.getenv("CI") != null) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
    }

    /**
     * Starts one that runs scripts and is as wide as a telephone, or one that blocks scripts, as the most careful
     * people do.
     */
    public static TestingChromium start(boolean scripts) {
        return start(scripts ? TestingChromium::asWideAsATelephone : TestingChromium::blockScripts);
    }

    /** Starts one that is as wide as a telephone and runs no script of a page: only the driver can ask for both. */
    public static TestingChromium startNarrowWithoutScripts() {
        TestingChromium started = start(options -> {});
        started.driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 2, "mobile", true));
        started.driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        return started;
    }

    /** Starts one whose pages run no script, and whose width and colours {@link #show} sets. */
    public static TestingChromium startWithoutScripts() {
        TestingChromium started = start(TestingChromium::keepWhatIsLogged);
        started.runScripts(false);
        return started;
    }

    private static TestingChromium start(Consumer<ChromeOptions> kind) {
        try {
            Path profile = Files.createTempDirectory("chromium");
            ChromeOptions options = options(profile);
            kind.accept(options);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(installed(DRIVERS).orElseThrow())
                    .usingAnyFreePort()
                    .build();
            ChromeDriver driver = new ChromeDriver(service, options);
            driver.manage()
                    .timeouts()
                    .implicitlyWait(PATIENCE)
                    .pageLoadTimeout(PATIENCE)
                    .scriptTimeout(PATIENCE);
            return new TestingChromium(profile, driver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChromeOptions options(Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed(BROWSERS).orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        return options;
    }

    /** Chromium makes no window as narrow as a telephone's screen. */
    private static void asWideAsATelephone(ChromeOptions options) {
        options.setExperimentalOption(
                "mobileEmulation",
                Map.of("deviceMetrics", Map.of("width", WIDTH, "height", HEIGHT, "pixelRatio", 2.0, "touch", true)));
    }

    /** As the browser's own settings do it; with the mode above beside it, the driver would wait for ever. */
    private static void blockScripts(ChromeOptions options) {
        options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", BLOCKED));
    }

    private static void keepWhatIsLogged(ChromeOptions options) {
        LoggingPreferences logged = new LoggingPreferences();
        logged.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logged);
    }

    private static Optional<File> installed(List<String> names) {
        return names.stream()
                .flatMap(name -> Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Opens an address. */
    public void open(URI address) {
        driver.get(address.toString());
    }

    /** Where it is now. */
    public URI address() {
        return URI.create(driver.getCurrentUrl());
    }

    /** The window's title. */
    public String title() {
        return driver.getTitle();
    }

    /** Waits until the page has that heading and shows it. */
    public void awaitHeading(String text) {
        String heading = "//h1[normalize-space()=\"" + text + "\"]";
        assertThat(driver.findElement(By.xpath(heading)).isDisplayed()).isTrue();
    }

    /** Everything that can be read on the page. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Presses the one thing that a CSS selector finds. */
    public void press(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Writes into the field that a CSS selector finds, in the place of what it holds. */
    public void fill(String selector, String text) {
        var field = driver.findElement(By.cssSelector(selector));
        field.clear();
        field.sendKeys(text);
    }

    /** Strikes keys, wherever the focus is. */
    public void strike(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** What the element that has the focus shows or stands for: a button's words, an input's value. */
    public String focused() {
        WebElement element = driver.switchTo().activeElement();
        return element.getTagName().equals("input") ? element.getDomAttribute("value") : element.getText();
    }

    /** How many things a CSS selector finds. */
    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** Whether a CSS selector finds nothing on the page as it is: does not wait for what shall not come. */
    public boolean none(String selector) {
        driver.manage().timeouts().implicitlyWait(Duration.ZERO);
        try {
            return count(selector) == 0;
        } finally {
            driver.manage().timeouts().implicitlyWait(PATIENCE);
        }
    }

    /** The cookies that it would send to the page's host. */
    public Stream<Cookie> cookies() {
        return driver.manage().getCookies().stream();
    }

    /** A number that the page computes; needs scripts, or a driver that keeps them from the page alone. */
    public long number(String expression) {
        return ((Number) driver.executeScript("return " + expression)).longValue();
    }

    /**
     * Shows the page as wide as that, in CSS pixels, as a telephone does where it is as narrow as one, and in light or
     * dark colours.
     */
    public void show(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", width == WIDTH));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /**
     * Whether scripts run from now on. {@link #ask} is answered in any case, but for scripts that wait for something.
     */
    public void runScripts(boolean run) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
    }

    /** What the driver's own script answers, whatever the page allows its scripts; may be null. */
    public @Nullable Object ask(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a script answers at its end by calling the last of its arguments. */
    public @Nullable Object askLater(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** What the browser has complained of since it was asked last; only where it was started without scripts. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What is seen now, as a PNG. */
    public byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
        TestingWait.until("the profile is deleted", this::isDeleted);
    }

    private boolean isDeleted() {
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException changing) {
            // Chromium's last processes still tidy up there.
        }
        return Files.notExists(profile);
    }
}
