package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.kind.BuiltIns;
import io.fairlead.minicluster.api.kind.FirstState;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Create, update and delete. Each reads, decides and writes without anybody between.
public final class Writing {

    private static final List<String> GIVEN =
            List.of(
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "selfLink");

    /// Groups whose objects have a generation.
    private static final Set<String> COUNTED =
            Set.of("apps", "admissionregistration.k8s.io", "networking.k8s.io", "policy");

    private static final int NAME_TRIES = 8;
    private static final int CHANGE_TRIES = 100;

    private final ObjectStore store;
    private final Origin origin;
    private final Outside outside;
    private volatile Registry registry;

    /// @param control is asked without the lock of the store: it may take its time, and ask back
    public Writing(ObjectStore store, Origin origin, AdmissionControl control) {
        this.store = store;
        this.origin = origin;
        this.outside = new Outside(control, this::registry);
        this.registry =
                Registry.builtIn().with(store.list(BuiltIns.CRDS.prefix()).objects().values());
    }

    /// All types that are served now.
    public Registry registry() {
        return registry;
    }

    /// Stores a new object.
    public ObjectNode create(Target target, ObjectNode wanted, WriteOptions options) {
        return create(target, wanted, options, false);
    }

    /// @param owned does it say who owns it?
    private ObjectNode create(
            Target target, ObjectNode wanted, WriteOptions options, boolean owned) {
        Served served = target.served();
        ObjectNode object = wanted.deepCopy();
        Admission.checkHead(target, object);
        Meta meta = Meta.of(object);
        if (meta.resourceVersion() != 0) {
            throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
        }
        checkNamespace(target, meta.name());
        meta.node().remove(GIVEN);
        PodAccounts.admit(store, target, object, origin);
        Admission.decode(served, object, options);
        ObjectNode admitted = outside.mutated(AdmissionRequest.create(target, object, options));
        JsonNode asked = admitted.path("spec").deepCopy();
        ObjectNode ready = store.exclusively(() -> begun(target, admitted));
        if (!owned) {
            Owners.of(target, options, origin).update(null, ready, admitted);
        }
        outside.validate(AdmissionRequest.create(target, ready, options));
        return store.exclusively(() -> {
            checkNew(target, ready);
            ServiceAddresses.assignAnew(store, served.type(), ready, asked);
            String key = served.type().key(target.namespace(), Meta.of(ready).name());
            return options.dryRun() ? ready : stored(served, key, ready);
        });
    }

    /// The object as it can be stored: named, with its first state, and legal.
    private ObjectNode begun(Target target, ObjectNode object) {
        Served served = target.served();
        Meta meta = Meta.of(object);
        if (meta.name().isEmpty() && !meta.text("generateName").isEmpty()) {
            meta.node().put("name", freeName(target, meta.text("generateName")));
        }
        begin(served, object);
        Admission.validate(served, object);
        checkNew(target, object);
        ServiceAddresses.assign(store, served.type(), object, null);
        return object;
    }

    private void checkNew(Target target, ObjectNode object) {
        String name = Meta.of(object).name();
        checkNamespace(target, name);
        if (store.get(target.type().key(target.namespace(), name)).isPresent()) {
            throw ApiError.alreadyExists(target.type(), name);
        }
    }

    /// What a sender wrote, fitted to its schema; nothing is stored.
    public ObjectNode read(Target target, ObjectNode wanted, WriteOptions options) {
        ObjectNode object = wanted.deepCopy();
        Admission.checkHead(target, object);
        Admission.decode(target.served(), object, options);
        return object;
    }

    private void begin(Served served, ObjectNode object) {
        Meta meta = Meta.of(object);
        meta.node().remove(GIVEN);
        meta.node().put("uid", origin.uid()).put("creationTimestamp", origin.timestamp(0));
        ResourceType type = served.type();
        if (counts(type)) {
            meta.node().put("generation", 1);
        }
        FirstState.set(type, object);
        if (type.equals(BuiltIns.CRDS)) {
            CrdStatus.set(object, null, origin.timestamp(0));
        }
    }

    private String freeName(Target target, String prefix) {
        for (int i = 0; i < NAME_TRIES; i++) {
            String name = prefix + origin.suffix();
            if (store.get(target.type().key(target.namespace(), name)).isEmpty()) {
                return name;
            }
        }
        throw ApiError.alreadyExists(target.type(), prefix);
    }

    private void checkNamespace(Target target, String name) {
        if (!target.type().namespaced()) {
            return;
        }
        ObjectNode namespace =
                store.get(BuiltIns.NAMESPACES.key("", target.namespace()))
                        .orElseThrow(
                                () -> ApiError.notFound(BuiltIns.NAMESPACES, target.namespace()));
        if (Meta.of(namespace).beingDeleted()) {
            throw ApiError.forbidden(
                    target.type(),
                    name,
                    "unable to create new content in namespace %s because it is being terminated"
                            .formatted(target.namespace()));
        }
    }

    /// Replaces an object, or the part of it that a subresource is.
    public ObjectNode update(Target target, ObjectNode wanted, WriteOptions options) {
        return change(target, options, _ -> wanted.deepCopy());
    }

    /// Changes an object as it is now.
    ///
    /// @param change gets a copy that it may change; what it gives back is stored, if it is legal
    public ObjectNode change(
            Target target, WriteOptions options, UnaryOperator<ObjectNode> change) {
        return change(target, options, change, false);
    }

    /// Server-side apply: makes the object, or changes what its sender says of it.
    ///
    /// @param config what the sender wants to own
    /// @param given looks at the whole object, and may refuse it
    public ObjectNode apply(
            Target target,
            ObjectNode config,
            boolean force,
            WriteOptions options,
            UnaryOperator<ObjectNode> given) {
        Owners owners = Owners.of(target, options, origin);
        ObjectNode wanted = config.deepCopy();
        Meta.of(wanted).node().put("name", target.name());
        Admission.checkHead(target, wanted);
        Admission.prune(target.served(), wanted, options);
        if (target.subresource().isEmpty() && !exists(target)) {
            ObjectNode fresh = given.apply(owners.apply(null, wanted, force));
            return create(target, fresh, options.lenient(), true);
        }
        return change(
                target,
                options.lenient(),
                live -> given.apply(owners.apply(live, wanted, force)),
                true);
    }

    /// @param owned does what the change gives back say who owns it?
    private ObjectNode change(
            Target target, WriteOptions options, UnaryOperator<ObjectNode> change, boolean owned) {
        return settled(
                target,
                old -> {
                    Served served = target.served();
                    ObjectNode shown = served.show(old);
                    ObjectNode next = change.apply(shown.deepCopy());
                    Admission.checkHead(target, next);
                    checkIdentity(target, Meta.of(old), Meta.of(next));
                    Admission.decode(served, next, options);
                    AdmissionRequest request =
                            AdmissionRequest.update(target, next, shown, options);
                    boolean asks = !Outside.ASKED_BY_THEMSELVES.contains(target.subresource());
                    ObjectNode admitted = asks ? outside.mutated(request) : next;
                    ObjectNode ready = store.exclusively(() -> replacement(target, old, admitted));
                    if (owned) {
                        Owners.keep(ready, admitted);
                    } else {
                        Owners.of(target, options, origin).update(shown, ready, admitted);
                    }
                    if (asks) {
                        outside.validate(request.with(ready));
                    }
                    return () -> replace(target, old, ready, options);
                });
    }

    /// Decides outside of the lock what becomes of an object, then does it; begins again when the object has changed in
    /// between.
    private <T> T settled(Target target, Function<ObjectNode, Supplier<T>> decision) {
        for (int i = 0; i < CHANGE_TRIES; i++) {
            ObjectNode old = existing(target);
            Supplier<T> write = decision.apply(old);
            Optional<T> done =
                    store.exclusively(() -> {
                        long now = Meta.of(existing(target)).resourceVersion();
                        return now == Meta.of(old).resourceVersion()
                                ? Optional.of(write.get())
                                : Optional.<T>empty();
                    });
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw ApiError.modified(target.type(), target.name());
    }

    private ObjectNode existing(Target target) {
        return store.get(target.key())
                .orElseThrow(() -> ApiError.notFound(target.type(), target.name()));
    }

    /// What those outside make of it, and all of them agree to.
    public ObjectNode admitted(AdmissionRequest request) {
        ObjectNode object = outside.mutated(request);
        outside.validate(request.with(object));
        return object;
    }

    private static void checkIdentity(Target target, Meta old, Meta next) {
        if (!next.uid().isEmpty() && !next.uid().equals(old.uid())) {
            throw ApiError.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(next.uid(), old.uid()));
        }
        if (next.resourceVersion() != 0 && next.resourceVersion() != old.resourceVersion()) {
            throw ApiError.modified(target.type(), target.name());
        }
    }

    private ObjectNode replacement(Target target, ObjectNode old, ObjectNode wanted) {
        Served served = target.served();
        ResourceType type = served.type();
        ObjectNode next = Merge.subresource(target, old, wanted);
        Meta meta = Meta.of(next);
        GIVEN.forEach(field -> meta.keep(field, Meta.of(old)));
        meta.keep("resourceVersion", Meta.of(old));
        ServiceAddresses.assign(store, type, next, old);
        if (counts(type) && Merge.specChanged(served, old, next)) {
            meta.node().put("generation", meta.node().path("generation").asLong() + 1);
        }
        if (type.equals(BuiltIns.CRDS) && target.subresource().isEmpty()) {
            CrdStatus.set(next, old, origin.timestamp(0));
        }
        if (target.subresource().isEmpty() || target.subresource().equals("scale")) {
            Admission.validateChange(served, served.show(old), next);
        }
        return next;
    }

    private ObjectNode replace(
            Target target, ObjectNode old, ObjectNode next, WriteOptions options) {
        Served served = target.served();
        ResourceType type = served.type();
        ServiceAddresses.assign(store, type, next, old);
        if (Deleting.isOver(type, next)) {
            if (!options.dryRun()) {
                remove(target.key(), type);
            }
            return next;
        }
        if (next.equals(served.show(old)) || options.dryRun()) {
            return next;
        }
        return stored(served, target.key(), next);
    }

    private static boolean counts(ResourceType type) {
        return type.custom() || COUNTED.contains(type.group()) || type.equals(BuiltIns.CRDS);
    }

    private ObjectNode stored(Served served, String key, ObjectNode object) {
        ObjectNode now = store.put(key, object);
        if (served.type().equals(BuiltIns.CRDS)) {
            readCrds();
        }
        return now;
    }

    private void readCrds() {
        registry = registry.with(store.list(BuiltIns.CRDS.prefix()).objects().values());
    }

    /// Deletes an object, or begins to.
    ///
    /// @return what is left of it; empty when it is gone
    public Optional<ObjectNode> delete(Target target, DeleteOptions how, WriteOptions options) {
        return settled(
                target,
                old -> {
                    how.check(target, Meta.of(old));
                    AdmissionRequest request =
                            AdmissionRequest.delete(target, target.served().show(old), options);
                    ObjectNode _ = outside.mutated(request);
                    outside.validate(request);
                    return () -> end(target, old, how, options);
                });
    }

    private Optional<ObjectNode> end(
            Target target, ObjectNode old, DeleteOptions how, WriteOptions options) {
        ObjectNode next = old.deepCopy();
        Deleting.begin(target.type(), next, how, origin);
        boolean over = Deleting.isOver(target.type(), next);
        if (options.dryRun()) {
            return over ? Optional.empty() : Optional.of(next);
        }
        if (over) {
            remove(target.key(), target.type());
            return Optional.empty();
        }
        return Optional.of(next.equals(old) ? old : store.put(target.key(), next));
    }

    /// Deletes what a list of keys says, and passes over what is gone already.
    public List<ObjectNode> deleteAll(
            Target collection, List<ObjectNode> objects, DeleteOptions how, WriteOptions options) {
        List<ObjectNode> deleted = new ArrayList<>();
        for (ObjectNode object : objects) {
            Meta meta = Meta.of(object);
            Target one = new Target(collection.served(), meta.namespace(), meta.name(), "");
            if (store.get(one.key()).isPresent()) {
                deleted.add(delete(one, how, options).orElse(object));
            }
        }
        return deleted;
    }

    private void remove(String key, ResourceType type) {
        Optional<ObjectNode> crd = type.equals(BuiltIns.CRDS) ? store.get(key) : Optional.empty();
        store.delete(key);
        crd.ifPresent(this::removeObjectsOf);
    }

    private void removeObjectsOf(ObjectNode crd) {
        JsonNode spec = crd.path("spec");
        String prefix =
                spec.path("group").asText()
                        + "/"
                        + spec.path("names").path("plural").asText()
                        + "/";
        List.copyOf(store.list(prefix).objects().keySet()).forEach(store::delete);
        readCrds();
    }

    /// Is there such an object?
    public boolean exists(Target target) {
        return store.get(target.key()).isPresent();
    }
}
