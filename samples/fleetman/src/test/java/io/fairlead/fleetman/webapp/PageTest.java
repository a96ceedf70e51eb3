package io.fairlead.fleetman.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.fleetman.bootstrap.LocalFleet;
import io.fairlead.fleetman.bootstrap.Role;
import io.fairlead.testing.browser.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The page in a real Chromium, on a fleet in this process.
///
/// Its pictures are left in `target/pictures`; the ones in `docs/images` are copies of them.
class PageTest {

    private static final String ENTER = "\uE007";
    private static final String ALL_LISTED =
            "document.querySelectorAll('#vehicles tr a').length === 5";
    private static final Path PICTURES = Path.of("target", "pictures");

    private static LocalFleet fleet;

    @BeforeAll
    static void start() {
        fleet = LocalFleet.start(Map.of("REPORTS_PER_SECOND", "5"));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void vehiclesAreListedAndMoveAndShowTheirDriver() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open(fleet.url(Role.WEBAPP));
            browser.await(ALL_LISTED);
            browser.await("document.getElementById('live').dataset.state === 'live'");
            assertThat(browser.read("document.title")).isEqualTo("Fleet Management");
            assertThat(browser.read("document.querySelector('[aria-current=true]').innerText"))
                    .as("the first vehicle is chosen")
                    .startsWith("City Truck");

            browser.click("#vehicles tr:nth-child(5)");
            browser.await(
                    "document.getElementById('driver-name').textContent === 'Nora Whitfield'");
            browser.await("document.getElementById('driver-photo').naturalWidth > 0");
            assertThat(browser.read("location.pathname")).isEqualTo("/vehicle/Village%20Truck");

            String marker =
                    "document.querySelector('[data-name=\"Village Truck\"]').style.transform";
            String before = browser.read(marker);
            browser.await(marker + " !== '" + before + "'");
            browser.await("document.querySelector('.trail').getAttribute('d').length > 20");
            browser.await("/^[0-9]+$/.test(document.getElementById('driver-mph').textContent)");

            assertThat(browser.console()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(fleet.url(Role.WEBAPP)));
        }
    }

    @Test
    void theKeyboardChoosesAndGoesBack() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open(fleet.url(Role.WEBAPP) + "/vehicle/London%20Riverside");
            browser.await(ALL_LISTED);
            browser.await("document.getElementById('driver-name').textContent === 'Elias Brandt'");
            browser.type("#vehicles tr:nth-child(2) a", ENTER);
            browser.await(
                    "document.getElementById('driver-name').textContent === 'Tomasz Lindqvist'");
            String box = "document.querySelector('.ground').getAttribute('viewBox')";
            String before = browser.read(box);
            browser.type("#map", "+");
            browser.await(box + " !== '" + before + "'");
            browser.read("history.back()");
            browser.await("document.getElementById('driver-name').textContent === 'Elias Brandt'");
        }
    }

    @Test
    void aFailureIsShownForFiveSeconds() throws IOException {
        Map<String, String> bad = Map.of("STAFF_MODE", "bad", "STAFF_DELAY", "0");
        try (LocalFleet broken = LocalFleet.start(bad);
                Browser browser = Browser.start()) {
            browser.open(broken.url(Role.WEBAPP));
            browser.await("!document.getElementById('snackbar').hidden");
            assertThat(browser.read("document.getElementById('snackbar').textContent"))
                    .isEqualTo(
                            "Error code 500 occured. status 502 reading"
                                    + " RemoteStaffMicroserviceCalls#getDriverFor(String)");
            browser.await("document.getElementById('snackbar').hidden");
        }
    }

    @Test
    void picturesOfBothThemesAndOfThePremiumEdition() throws IOException {
        Map<String, String> premium = Map.of("EDITION", "experimental");
        try (LocalFleet experimental = LocalFleet.start(premium);
                Browser browser = Browser.start()) {
            photograph(browser, fleet.url(Role.WEBAPP), "fleetman.png");
            browser.preferDark();
            photograph(browser, fleet.url(Role.WEBAPP), "fleetman-dark.png");
            browser.open(experimental.url(Role.WEBAPP));
            assertThat(browser.read("document.querySelector('.brand').innerText"))
                    .isEqualTo("Fleet Management Istio Premium Enterprise Edition");
            assertThat(
                            browser.read(
                                    "getComputedStyle(document.querySelector('.bar')).backgroundColor"))
                    .isEqualTo("rgb(125, 13, 23)");
        }
    }

    private static void photograph(Browser browser, String url, String file) throws IOException {
        browser.open(url);
        browser.await(ALL_LISTED);
        browser.await("document.querySelectorAll('#driver-spark path').length === 2");
        browser.await("document.querySelector('.trail').getAttribute('d').length > 20");
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(file), browser.picture());
    }
}
