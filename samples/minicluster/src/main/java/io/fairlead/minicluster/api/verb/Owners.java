package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.own.Ownership;
import io.fairlead.minicluster.api.own.Ownership.Part;
import io.fairlead.minicluster.api.own.Ownership.Writer;
import org.jspecify.annotations.Nullable;

/// The fields of one object, and who owns them after this write.
record Owners(Target target, Ownership ownership) {

    static Owners of(Target target, WriteOptions options, Origin origin) {
        boolean status = target.type().subresources().contains("status");
        Part part =
                !target.subresource().equals("status")
                        ? status ? Part.ALL_BUT_STATUS : Part.ALL
                        : target.type().is("", "nodes") ? Part.ALL : Part.STATUS;
        return new Owners(
                target,
                new Ownership(
                        target.served().schema(),
                        new Writer(
                                options.manager(),
                                target.type().apiVersion(),
                                target.subresource(),
                                part,
                                origin.timestamp(0))));
    }

    /// Notes what an update changed.
    ///
    /// @param sent what its sender said of owners stands there
    void update(@Nullable ObjectNode old, ObjectNode next, ObjectNode sent) {
        keep(next, sent);
        ownership.written(old, next);
    }

    /// What is noted in one object, in another.
    static void keep(ObjectNode next, ObjectNode sent) {
        Meta.of(next).keep("managedFields", Meta.of(sent));
    }

    /// The object with what is applied, and its owners.
    ObjectNode apply(@Nullable ObjectNode live, ObjectNode config, boolean force) {
        try {
            return ownership.applied(live, config, force);
        } catch (Ownership.Conflict conflict) {
            throw ApiError.applyConflict(target.type(), target.name(), conflict.fields());
        }
    }
}
