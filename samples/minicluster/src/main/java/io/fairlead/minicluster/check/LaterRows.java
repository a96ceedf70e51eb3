package io.fairlead.minicluster.check;

import java.util.List;

/// Parts of rows that cannot be shown yet. They are printed, so that nobody takes them for passed.
final class LaterRows {

    private LaterRows() {}

    static List<Row> rows() {
        return List.of(
                notShown(
                        "43-gateway",
                        "x-request-id from outside through a gateway",
                        "there is no ingress gateway yet"),
                notShown(
                        "47-gateways",
                        "a match by gateway",
                        "there is no gateway yet; mesh traffic only"));
    }

    private static Row notShown(String id, String title, String reason) {
        return new Row(id, title, fleet -> new Outcome.NotShown(reason));
    }
}
