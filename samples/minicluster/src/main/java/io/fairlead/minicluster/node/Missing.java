package io.fairlead.minicluster.node;

import java.io.IOException;
import java.io.Serial;

/// Something that a pod names isn't there.
final class Missing extends IOException {

    @Serial private static final long serialVersionUID = 1;

    Missing(String what) {
        super(what);
    }
}
