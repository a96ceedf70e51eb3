package io.fairlead.fleetman.webapp;

/// Which edition of the page this process serves: its title, which is also the brand on the page, and the CSS class of
/// its colours.
public enum Edition {
    ORIGINAL("Fleet Management", "edition-original"),
    EXPERIMENTAL("Fleet Management Istio Premium Enterprise Edition", "edition-experimental");

    private final String title;
    private final String brand;

    Edition(String title, String brand) {
        this.title = title;
        this.brand = brand;
    }

    /// The page's text for this edition.
    String apply(String page) {
        return page.replace("{{title}}", title).replace("{{edition}}", brand);
    }
}
