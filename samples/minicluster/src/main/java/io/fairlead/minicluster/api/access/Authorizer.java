package io.fairlead.minicluster.api.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.store.ObjectStore;
import io.fairlead.minicluster.auth.Access;
import io.fairlead.minicluster.auth.Rbac;
import io.fairlead.minicluster.auth.User;
import java.util.List;
import java.util.Optional;

/// Decides by the roles and bindings that are stored now.
public final class Authorizer {

    static final String GROUP = "rbac.authorization.k8s.io";

    private final ObjectStore store;
    private volatile Known known = new Known(List.of(), Rbac.of(List.of()));

    /// Objects are never changed once they are stored, so the same objects mean the same rules.
    private record Known(List<ObjectNode> objects, Rbac rbac) {

        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<ObjectNode> now) {
            if (now.size() != objects.size()) {
                return false;
            }
            for (int i = 0; i < now.size(); i++) {
                if (now.get(i) != objects.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    public Authorizer(ObjectStore store) {
        this.store = store;
    }

    /// All roles and bindings as they are now.
    Rbac rbac() {
        List<ObjectNode> now = List.copyOf(store.list(GROUP + "/").objects().values());
        Known before = known;
        if (!before.isOf(now)) {
            before = new Known(now, Rbac.of(now));
            known = before;
        }
        return before.rbac();
    }

    /// Why the user may do this; empty where nothing allows it.
    Optional<String> allowed(User user, Access access) {
        return rbac().allowed(user, access);
    }

    /// Refuses what the user may not do.
    public void require(User user, Access access) {
        if (allowed(user, access).isPresent()) {
            return;
        }
        throw switch (access) {
            case Access.Resource wanted ->
                    ApiError.forbidden(
                            wanted.group(),
                            wanted.resource(),
                            wanted.name(),
                            "User \"%s\" %s".formatted(user.name(), wanted.wanted()));
            case Access.Path(String verb, String path) ->
                    ApiError.forbiddenPath(
                            "User \"%s\" cannot %s path \"%s\"".formatted(user.name(), verb, path));
        };
    }
}
