package io.fairlead.migrate.view;

import java.util.regex.Pattern;

/// How people say over HTTP what they want of the migration: `POST /debug/mtls/hold?unit=shop/cart:8080&by=ann`. What
/// asks and what answers have to agree on it.
public final class OrderDoor {
    /// The migration as JSON; verbs stand below it.
    public static final String PAGE = "/debug/mtls";

    /// The last records of the audit trail, a line each.
    public static final String TRAIL = "/debug/mtls/trail";

    /// An order carries it: no form of a web page can send it.
    public static final String HEADER = "x-fairlead-order";

    private static final Pattern WHO = Pattern.compile("[\\w.@-]{1,64}");

    private OrderDoor() {}

    /// True for what can stand in the audit trail as who gave an order.
    public static boolean isName(String by) {
        return WHO.matcher(by).matches();
    }
}
