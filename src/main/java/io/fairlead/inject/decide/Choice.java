package io.fairlead.inject.decide;

/// Whether a pod gets a proxy.
///
/// @param reason what decided it
/// @param detail the label, annotation or selector that did, for people
public record Choice(Reason reason, String detail) {

    /// What decides, each with its consequence.
    public enum Reason {
        POD_ASKS(true),
        ALWAYS_SELECTOR(true),
        NAMESPACE_ASKS(true),
        REVISION_ASKS(true),
        BY_DEFAULT(true),

        HOST_NETWORK(false),
        NAMESPACE_IGNORED(false),
        NAMESPACE_REFUSES(false),
        POD_REFUSES(false),
        NEVER_SELECTOR(false),
        POLICY_DISABLED(false),
        OTHER_REVISION(false),
        NOT_SELECTED(false),
        ALREADY_INJECTED(false);

        private final boolean injects;

        Reason(boolean injects) {
            this.injects = injects;
        }
    }

    /// True when it does.
    public boolean injects() {
        return reason.injects;
    }
}
