package io.fairlead.migrate.drive;

import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A view that is made when somebody asks for it: after most looks nobody does. Called by anybody; losing a
/// race only makes it again.
final class ShownLater implements Supplier<MigrationView> {
    private final Shown shown;
    private final TrailView trail;
    private final String trouble;
    private volatile @Nullable MigrationView made;

    ShownLater(Shown shown, TrailView trail, String trouble) {
        this.shown = shown;
        this.trail = trail;
        this.trouble = trouble;
    }

    @Override
    public MigrationView get() {
        MigrationView known = made;
        if (known == null) {
            known = shown.view(trail, trouble);
            made = known;
        }
        return known;
    }
}
